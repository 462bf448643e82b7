// SPDX-License-Identifier: GPL-2.0
/*
 * The part of the vfio-user protocol (QEMU's docs/interop/vfio-user.rst) that a
 * device without interrupts and DMA needs: version, regions, reset, and reads
 * and writes of a region. What concerns interrupts and the guest's memory is
 * accepted and has no effect.
 */
#include <errno.h>
#include <linux/vfio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"

#define CAPABILITIES "{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":4096}}"
#define MAX_FDS 16
#define MAX_TRANSFER 4096
#define COMMAND 0x04
#define COMMAND_MEMORY 0x2

enum command {
	VERSION = 1, DMA_MAP, DMA_UNMAP, GET_INFO, GET_REGION_INFO,
	GET_REGION_IO_FDS, GET_IRQ_INFO, SET_IRQS, REGION_READ, REGION_WRITE,
	RESET = 13,
};

enum { REPLY = 1, NO_REPLY = 0x10, ERROR = 0x20 };

struct header {
	uint16_t id, command;
	uint32_t size, flags, error;
};

struct access {
	uint64_t offset;
	uint32_t region, count;
	uint8_t data[MAX_TRANSFER];
};

/* A message and room for what answers it, which begins as a copy. */
struct message {
	struct header header;
	union {
		uint8_t bytes[MESSAGE_SIZE - sizeof(struct header)];
		struct {
			uint16_t major, minor;
			char capabilities[64];
		} version;
		struct vfio_device_info info;
		struct vfio_region_info region;
		struct vfio_irq_info irq;
		struct access access;
	};
};

static size_t body(const struct message *message)
{
	return message->header.size - sizeof(message->header);
}

static void set_body(struct message *message, size_t size)
{
	message->header.size = sizeof(message->header) + size;
}

static int version(struct message *message)
{
	memcpy(message->version.capabilities, CAPABILITIES,
	       sizeof(CAPABILITIES));
	set_body(message, 4 + sizeof(CAPABILITIES));
	return 0;
}

static int get_info(struct message *message)
{
	message->info = (struct vfio_device_info){
		.argsz = 16,
		.flags = VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI,
		.num_regions = VFIO_PCI_NUM_REGIONS,
		.num_irqs = VFIO_PCI_NUM_IRQS,
	};
	set_body(message, 16);
	return 0;
}

static uint32_t region_size(const struct port *port, uint32_t region)
{
	if (region == VFIO_PCI_CONFIG_REGION_INDEX)
		return GPU_MODEL_CONFIG_SIZE;
	return gpu_model_bar_size(port->card->model, port->function, region);
}

static int get_region_info(struct port *port, struct message *message)
{
	uint32_t index = message->region.index;
	uint32_t size = region_size(port, index);

	if (index >= VFIO_PCI_NUM_REGIONS)
		return -EINVAL;
	message->region = (struct vfio_region_info){
		.argsz = sizeof(message->region),
		.flags = size ? VFIO_REGION_INFO_FLAG_READ |
				VFIO_REGION_INFO_FLAG_WRITE : 0,
		.index = index,
		.size = size,
	};
	set_body(message, sizeof(message->region));
	return 0;
}

static int get_irq_info(struct message *message)
{
	uint32_t index = message->irq.index;

	if (index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	message->irq = (struct vfio_irq_info){
		.argsz = sizeof(message->irq), .index = index,
	};
	set_body(message, sizeof(message->irq));
	return 0;
}

/* The largest naturally aligned access that begins at @offset */
static unsigned int width(uint64_t offset, uint32_t left)
{
	if (!(offset & 3) && left >= 4)
		return 4;
	return !(offset & 1) && left >= 2 ? 2 : 1;
}

static uint32_t read_one(struct port *port, uint32_t region, uint32_t offset,
			 unsigned int size)
{
	struct gpu_model *gpu = port->card->model;

	if (region == VFIO_PCI_CONFIG_REGION_INDEX)
		return gpu_model_config_read(gpu, port->function, offset, size);
	return gpu_model_bar_read(gpu, port->function, region, offset, size);
}

static void write_one(struct port *port, uint32_t region, uint32_t offset,
		      unsigned int size, uint32_t value)
{
	struct gpu_model *gpu = port->card->model;

	if (region != VFIO_PCI_CONFIG_REGION_INDEX) {
		gpu_model_bar_write(gpu, port->function, region, offset, size,
				    value);
		return;
	}
	if (offset == COMMAND && (value & COMMAND_MEMORY))
		port->card->started = true;
	gpu_model_config_write(gpu, port->function, offset, size, value);
}

static int region_access(struct port *port, struct message *message, bool write)
{
	struct access *access = &message->access;
	size_t head = offsetof(struct access, data);
	uint32_t value, size = region_size(port, access->region);

	if (access->count > MAX_TRANSFER || access->offset > size ||
	    access->count > size - access->offset ||
	    (write && body(message) < head + access->count))
		return -EINVAL;
	for (uint32_t done = 0, n; done < access->count; done += n) {
		uint64_t offset = access->offset + done;

		n = width(offset, access->count - done);
		value = 0;
		if (write) {
			memcpy(&value, access->data + done, n);
			write_one(port, access->region, offset, n, value);
		} else {
			value = read_one(port, access->region, offset, n);
			memcpy(access->data + done, &value, n);
		}
	}
	set_body(message, write ? head : head + access->count);
	return 0;
}

/*
 * QEMU resets every function when it starts, which is power-on, and when the
 * guest resets the bus above. Of the latter one call is enough for a card.
 */
static int reset(struct port *port, struct message *message)
{
	struct card *card = port->card;

	set_body(message, 0);
	if (port->function)
		return 0;
	if (card->started)
		gpu_model_bus_reset(card->model);
	else
		gpu_model_power_on(card->model);
	card->started = false;
	return 0;
}

/* Bytes that a message must have for its fields to be looked at */
static size_t needed(enum command command)
{
	switch (command) {
	case VERSION:
		return 4;
	case GET_REGION_INFO:
		return sizeof(struct vfio_region_info);
	case GET_IRQ_INFO:
		return sizeof(struct vfio_irq_info);
	case REGION_READ:
	case REGION_WRITE:
		return offsetof(struct access, data);
	default:
		return 0;
	}
}

/* The message becomes its answer; 0 or a negative errno. */
static int obey(struct port *port, struct message *message)
{
	if (body(message) < needed(message->header.command))
		return -EINVAL;
	switch ((enum command)message->header.command) {
	case VERSION:
		return version(message);
	case GET_INFO:
		return get_info(message);
	case GET_REGION_INFO:
		return get_region_info(port, message);
	case GET_IRQ_INFO:
		return get_irq_info(message);
	case REGION_READ:
		return region_access(port, message, false);
	case REGION_WRITE:
		return region_access(port, message, true);
	case RESET:
		return reset(port, message);
	case DMA_MAP:
	case SET_IRQS:
		set_body(message, 0);
		return 0;
	case DMA_UNMAP:
		return 0;
	default:
		return -ENOTSUP;
	}
}

static int send_all(int client, const void *data, size_t size)
{
	const uint8_t *at = data;

	while (size) {
		ssize_t sent = send(client, at, size, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -1;
		at += sent;
		size -= sent;
	}
	return 0;
}

static int answer(struct port *port, struct message *message)
{
	bool silent = message->header.flags & NO_REPLY;
	int error;

	card_now(port->card);
	error = obey(port, message);
	if (silent)
		return 0;
	message->header.flags = REPLY | (error ? ERROR : 0);
	message->header.error = -error;
	if (error)
		set_body(message, 0);
	return send_all(port->client, message, message->header.size);
}

/* Descriptors of the guest's memory and interrupts come along: not needed. */
static void close_descriptors(struct msghdr *msg)
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(msg); part;
	     part = CMSG_NXTHDR(msg, part)) {
		size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		int fds[MAX_FDS];

		if (part->cmsg_type != SCM_RIGHTS || count > MAX_FDS)
			continue;
		memcpy(fds, CMSG_DATA(part), count * sizeof(int));
		while (count--)
			close(fds[count]);
	}
}

static ssize_t receive(struct port *port)
{
	char control[CMSG_SPACE(MAX_FDS * sizeof(int))];
	struct iovec part = {
		.iov_base = port->buffer + port->length,
		.iov_len = sizeof(port->buffer) - port->length,
	};
	struct msghdr msg = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t got = recvmsg(port->client, &msg, MSG_CMSG_CLOEXEC);

	if (got > 0) {
		close_descriptors(&msg);
		port->length += got;
	}
	return got;
}

/* vfio_user_receive() - take what arrived and answer each whole message */
int vfio_user_receive(struct port *port)
{
	static struct message message;
	uint32_t size;

	if (receive(port) <= 0)
		return -1;
	while (port->length >= sizeof(message.header)) {
		memcpy(&message.header, port->buffer, sizeof(message.header));
		size = message.header.size;
		if (size < sizeof(message.header) || size > MESSAGE_SIZE)
			return -1;
		if (port->length < size)
			return 0;
		memset(&message, 0, sizeof(message));
		memcpy(&message, port->buffer, size);
		port->length -= size;
		memmove(port->buffer, port->buffer + size, port->length);
		if (answer(port, &message))
			return -1;
	}
	return 0;
}
