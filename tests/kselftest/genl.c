// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "genl.h"

#define BUFFER_SIZE 65536
#define WAIT_SECONDS 5

/**
 * genl_type - an attribute's type without its flags
 * @attr: the attribute
 *
 * Return: the type.
 */
uint16_t genl_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

/**
 * genl_find - the first attribute of a type
 * @attrs: where to start
 * @len: bytes from there
 * @type: the type
 *
 * Return: the attribute, or NULL.
 */
const struct nlattr *genl_find(const struct nlattr *attrs, int len,
			       uint16_t type)
{
	const struct nlattr *attr;

	genl_for_each(attr, attrs, len)
		if (genl_type(attr) == type)
			return attr;
	return NULL;
}

/**
 * genl_payload - what an attribute holds
 * @attr: the attribute
 *
 * Return: its first byte.
 */
const void *genl_payload(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

/**
 * genl_number - an unsigned attribute of 8, 16 or 32 bits
 * @attr: the attribute
 *
 * Return: its value.
 */
uint32_t genl_number(const struct nlattr *attr)
{
	uint32_t value = 0;
	uint16_t half;

	switch (attr->nla_len - NLA_HDRLEN) {
	case 1:
		return *(const uint8_t *)genl_payload(attr);
	case 2:
		memcpy(&half, genl_payload(attr), sizeof(half));
		return half;
	default:
		memcpy(&value, genl_payload(attr), sizeof(value));
		return value;
	}
}

/**
 * genl_start - begin a request
 * @req: filled
 * @g: whose family it goes to
 * @cmd: command
 * @flags: NLM_F_ACK or NLM_F_DUMP
 */
void genl_start(struct genl_request *req, const struct genl *g, uint8_t cmd,
		uint16_t flags)
{
	*req = (struct genl_request) {
		.nlh = {
			.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
			.nlmsg_type = g->family,
			.nlmsg_flags = NLM_F_REQUEST | flags,
		},
		.genlh = { .cmd = cmd, .version = 1 },
	};
}

/**
 * genl_put - add an attribute to a request
 * @req: the request
 * @type: attribute type
 * @value: its payload, NULL for a flag
 * @len: bytes of payload
 */
void genl_put(struct genl_request *req, uint16_t type, const void *value,
	      uint16_t len)
{
	struct nlattr *attr = (void *)((char *)req + req->nlh.nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)attr + NLA_HDRLEN, value, len);
	req->nlh.nlmsg_len += NLA_ALIGN(attr->nla_len);
}

/**
 * genl_send - send a request without waiting for its answer
 * @g: the socket
 * @req: the request
 *
 * Return: 0, or a negative errno.
 */
int genl_send(const struct genl *g, const struct genl_request *req)
{
	if (send(g->fd, req, req->nlh.nlmsg_len, 0) < 0)
		return -errno;
	return 0;
}

/* The attributes behind an error or a DONE, as NETLINK_EXT_ACK asks for. */
static void read_refusal(const struct nlmsghdr *nlh, size_t skip,
			 struct genl_refusal *refusal)
{
	int len = (int)nlh->nlmsg_len - (int)NLMSG_LENGTH(skip);
	const struct nlattr *attr =
		(const void *)((const char *)NLMSG_DATA(nlh) + skip);

	if (!refusal || !(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	genl_for_each(attr, attr, len) {
		if (genl_type(attr) == NLMSGERR_ATTR_MSG)
			snprintf(refusal->text, sizeof(refusal->text), "%s",
				 (const char *)genl_payload(attr));
		else if (genl_type(attr) == NLMSGERR_ATTR_MISS_TYPE)
			refusal->missing = genl_number(attr);
		else if (genl_type(attr) == NLMSGERR_ATTR_OFFS)
			refusal->offset = genl_number(attr);
	}
}

static int handle(const struct nlmsghdr *nlh, genl_handler handler, void *data)
{
	const struct genlmsghdr *genlh = NLMSG_DATA(nlh);
	const struct genl_reply reply = {
		.cmd = genlh->cmd,
		.attrs = (const void *)((const char *)genlh + GENL_HDRLEN),
		.len = (int)nlh->nlmsg_len - (int)NLMSG_LENGTH(GENL_HDRLEN),
	};

	return handler ? handler(&reply, data) : 0;
}

/* Return: 1 to go on, 0 when the answer is complete, or a negative errno. */
static int take(const struct nlmsghdr *nlh, genl_handler handler, void *data,
		struct genl_refusal *refusal)
{
	int error;

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		return -EINTR;
	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		read_refusal(nlh, sizeof(struct nlmsgerr), refusal);
		return ((const struct nlmsgerr *)NLMSG_DATA(nlh))->error;
	case NLMSG_DONE:
		read_refusal(nlh, sizeof(int), refusal);
		memcpy(&error, NLMSG_DATA(nlh), sizeof(error));
		return error;
	default:
		error = handle(nlh, handler, data);
		return error < 0 ? error : 1;
	}
}

static int receive(const struct genl *g, genl_handler handler, void *data,
		   struct genl_refusal *refusal)
{
	static char buffer[BUFFER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh = (const void *)buffer;
	ssize_t got = recv(g->fd, buffer, sizeof(buffer), 0);
	int error = 1;

	if (got < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	while (error > 0 && NLMSG_OK(nlh, (size_t)got)) {
		error = take(nlh, handler, data, refusal);
		nlh = NLMSG_NEXT(nlh, got);
	}
	return error;
}

/**
 * genl_talk - send a request and take its whole answer
 * @g: the socket
 * @req: the request
 * @handler: called for each message of the answer, may be NULL
 * @data: for @handler
 * @refusal: filled with what the kernel says of an error, may be NULL
 *
 * Return: 0, the kernel's negative errno, -EINTR when the machine changed
 * during a dump, -ETIMEDOUT when nothing came, or what @handler returned.
 */
int genl_talk(const struct genl *g, struct genl_request *req,
	      genl_handler handler, void *data, struct genl_refusal *refusal)
{
	int error;

	if (refusal)
		*refusal = (struct genl_refusal) { 0 };
	error = genl_send(g, req);
	if (error)
		return error;
	do {
		error = receive(g, handler, data, refusal);
	} while (error > 0);
	return error;
}

/**
 * genl_event - wait for one multicast message
 * @g: a socket that joined a group
 * @handler: called with it
 * @data: for @handler
 *
 * Return: 0, or a negative errno; -ETIMEDOUT when none came.
 */
int genl_event(const struct genl *g, genl_handler handler, void *data)
{
	int error = receive(g, handler, data, NULL);

	return error > 0 ? 0 : error;
}

/**
 * genl_join - subscribe to a multicast group
 * @g: the socket
 * @group: ID of the group
 *
 * Return: 0, or a negative errno.
 */
int genl_join(const struct genl *g, uint32_t group)
{
	if (setsockopt(g->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)) < 0)
		return -errno;
	return 0;
}

struct lookup {
	struct genl *g;
	const char *group;
};

static void find_group(const struct nlattr *groups, struct lookup *lookup)
{
	int left = groups->nla_len - NLA_HDRLEN;
	const struct nlattr *entry, *name, *id;

	genl_for_each(entry, genl_payload(groups), left) {
		int len = entry->nla_len - NLA_HDRLEN;

		name = genl_find(genl_payload(entry), len,
				 CTRL_ATTR_MCAST_GRP_NAME);
		id = genl_find(genl_payload(entry), len,
			       CTRL_ATTR_MCAST_GRP_ID);
		if (name && id && !strcmp(genl_payload(name), lookup->group))
			lookup->g->events = genl_number(id);
	}
}

static int take_family(const struct genl_reply *reply, void *data)
{
	struct lookup *lookup = data;
	const struct nlattr *attr;

	attr = genl_find(reply->attrs, reply->len, CTRL_ATTR_FAMILY_ID);
	if (attr)
		lookup->g->family = genl_number(attr);
	attr = genl_find(reply->attrs, reply->len, CTRL_ATTR_MCAST_GROUPS);
	if (attr)
		find_group(attr, lookup);
	return 0;
}

static int resolve(struct genl *g, const char *family, const char *group)
{
	const struct genl control = { .fd = g->fd, .family = GENL_ID_CTRL };
	struct lookup lookup = { .g = g, .group = group };
	struct genl_request req;

	genl_start(&req, &control, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	genl_put(&req, CTRL_ATTR_FAMILY_NAME, family, strlen(family) + 1);
	return genl_talk(&control, &req, take_family, &lookup, NULL);
}

static int set_up_socket(int fd)
{
	const struct timeval wait = { .tv_sec = WAIT_SECONDS };
	const int options[] = {
		NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK
	};
	const int on = 1;
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (setsockopt(fd, SOL_NETLINK, options[i], &on, sizeof(on)))
			return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)))
		return -errno;
	return 0;
}

/**
 * genl_open - open a socket and look a family up
 * @g: filled
 * @family: name of the family
 * @group: name of the multicast group wanted
 *
 * The kernel loads the family's module on the way, where it may.
 *
 * Return: 0, or a negative errno; -ENOENT when there is no such family.
 */
int genl_open(struct genl *g, const char *family, const char *group)
{
	int error;

	*g = (struct genl) { 0 };
	g->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (g->fd < 0)
		return -errno;
	error = set_up_socket(g->fd);
	if (!error)
		error = resolve(g, family, group);
	if (error)
		genl_close(g);
	return error;
}

/**
 * genl_close - close the socket
 * @g: the socket
 */
void genl_close(struct genl *g)
{
	if (g->fd >= 0)
		close(g->fd);
	g->fd = -1;
}
