/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SELFTEST_GENL_H
#define ACSDIAG_SELFTEST_GENL_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * As much generic netlink as these tests need, on a bare socket: a kernel
 * tree's selftests build without netlink libraries.
 */

/**
 * struct genl - a socket and the family behind it
 * @fd: the socket
 * @family: ID of the family
 * @events: ID of its multicast group
 */
struct genl {
	int fd;
	uint16_t family;
	uint32_t events;
};

/**
 * struct genl_request - one message to the kernel
 */
struct genl_request {
	struct nlmsghdr nlh;
	struct genlmsghdr genlh;
	char attrs[128];
};

/**
 * struct genl_refusal - what the kernel said with an error
 * @text: its sentence, empty when it gave none
 * @missing: type of the attribute it missed, 0 when it named none
 * @offset: where in the request the offending attribute is, 0 likewise
 */
struct genl_refusal {
	char text[160];
	uint32_t missing;
	uint32_t offset;
};

/**
 * struct genl_reply - attributes of one message from the kernel
 * @cmd: its command
 * @attrs: the first attribute
 * @len: bytes of attributes
 */
struct genl_reply {
	uint8_t cmd;
	const struct nlattr *attrs;
	int len;
};

typedef int (*genl_handler)(const struct genl_reply *reply, void *data);

int genl_open(struct genl *g, const char *family, const char *group);
void genl_close(struct genl *g);
int genl_join(const struct genl *g, uint32_t group);

void genl_start(struct genl_request *req, const struct genl *g, uint8_t cmd,
		uint16_t flags);
void genl_put(struct genl_request *req, uint16_t type, const void *value,
	      uint16_t len);
int genl_send(const struct genl *g, const struct genl_request *req);
int genl_talk(const struct genl *g, struct genl_request *req,
	      genl_handler handler, void *data, struct genl_refusal *refusal);
int genl_event(const struct genl *g, genl_handler handler, void *data);

uint16_t genl_type(const struct nlattr *attr);
const struct nlattr *genl_find(const struct nlattr *attrs, int len,
			       uint16_t type);
uint32_t genl_number(const struct nlattr *attr);
const void *genl_payload(const struct nlattr *attr);

static inline bool genl_attr_ok(const struct nlattr *attr, int len)
{
	return len >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN &&
	       attr->nla_len <= len;
}

static inline const struct nlattr *genl_next(const struct nlattr *attr,
					     int *len)
{
	*len -= NLA_ALIGN(attr->nla_len);
	return (const void *)((const char *)attr + NLA_ALIGN(attr->nla_len));
}

/* @left is an int that holds the length and is used up. */
#define genl_for_each(attr, start, left) \
	for (attr = (start); genl_attr_ok(attr, left); \
	     attr = genl_next(attr, &(left)))

#endif
