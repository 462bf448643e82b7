/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cards served to QEMU. Each function of a card is a socket that speaks
 * vfio-user; one more socket takes orders about them, in words. One thread
 * serves all, since a card is one thing: what it is told comes in some order.
 */
#ifndef GPUSIM_SERVER_H
#define GPUSIM_SERVER_H

#include "gpu_model.h"

#define MAX_CARDS 24
#define MESSAGE_SIZE 8192

/**
 * struct card - one card and the state of serving it
 * @name: what its sockets and its trace are named after
 * @model: the card
 * @seen: up to when its clock has been moved on, in real microseconds
 * @started: a guest has turned its memory on, so that a reset is one
 * @trace: where its accesses are written
 */
struct card {
	const char *name;
	struct gpu_model *model;
	uint64_t seen;
	bool started;
	FILE *trace;
};

/**
 * struct port - a socket that somebody may be connected to
 * @listener: where a client connects
 * @client: its connection, or -1
 * @card: whose function it is, NULL for the control socket
 * @function: which one
 * @buffer: what has been received of a message or line
 * @length: how much of it
 */
struct port {
	int listener, client;
	struct card *card;
	unsigned int function;
	uint8_t buffer[MESSAGE_SIZE];
	size_t length;
};

/* card_now() - move a card's clock on to the present */
void card_now(struct card *card);

/* What arrived on a port; -1 when the client is to be hung up on. */
int vfio_user_receive(struct port *port);
int control_receive(struct port *port, struct card *cards, unsigned int count);
/* control_order() - carry out one line; the answer, without its newline */
void control_order(struct card *cards, unsigned int count, char *line,
		   char *answer, size_t size);

#endif
