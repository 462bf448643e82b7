// SPDX-License-Identifier: GPL-2.0
/*
 * gpusimd DIRECTORY CARD=FAMILY[,OPTION]...
 *
 * Serve cards to QEMU until the standard input ends. Options are flr,
 * lose-scratch, shift-bases and device=ID. In DIRECTORY there are then
 *	CARD.N		a vfio-user socket for function N
 *	CARD.trace	every access
 *	control		a socket for orders, see control.c
 * When all are there, one line "CARD N" for each function is printed, then an
 * empty one.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

#define MAX_PORTS (MAX_CARDS * GPU_MODEL_FUNCTIONS + 1)

static struct card cards[MAX_CARDS];
static struct port ports[MAX_PORTS];
static unsigned int card_count, port_count;

static uint64_t clock_usec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void card_now(struct card *card)
{
	uint64_t now = clock_usec();

	gpu_model_advance(card->model, now - card->seen);
	card->seen = now;
}

static bool set_option(struct gpu_model_setup *setup, const char *option)
{
	if (!strcmp(option, "flr"))
		setup->flr = true;
	else if (!strcmp(option, "lose-scratch"))
		setup->lose_scratch = true;
	else if (!strcmp(option, "shift-bases"))
		setup->shift_bases = true;
	else if (!strncmp(option, "device=", 7))
		setup->device = strtoul(option + 7, NULL, 16);
	else
		return false;
	return true;
}

static bool listen_at(struct port *port, const char *directory, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path),
			      "%s/%s", directory, name);

	port->client = -1;
	if (length < 0 || length >= (int)sizeof(address.sun_path))
		return false;
	port->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return port->listener >= 0 &&
	       !bind(port->listener, (struct sockaddr *)&address,
		     sizeof(address)) &&
	       !listen(port->listener, 1);
}

static FILE *open_trace(const char *directory, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s.trace", directory, name);
	return fopen(path, "w");
}

static bool add_ports(struct card *card, const char *directory)
{
	char name[64];

	for (unsigned int fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++) {
		if (!gpu_model_has_function(card->model, fn))
			continue;
		ports[port_count].card = card;
		ports[port_count].function = fn;
		snprintf(name, sizeof(name), "%s.%u", card->name, fn);
		if (!listen_at(&ports[port_count++], directory, name))
			return false;
	}
	return true;
}

/* @text is CARD=FAMILY[,OPTION]... and is taken apart */
static bool add_card(const char *directory, char *text)
{
	struct gpu_model_setup setup = { 0 };
	struct card *card = &cards[card_count];
	char *rest = text, *option;

	if (card_count == MAX_CARDS)
		return false;
	card->name = strsep(&rest, "=");
	setup.family = rest ? strsep(&rest, ",") : "";
	while ((option = strsep(&rest, ",")))
		if (!set_option(&setup, option))
			return false;
	card->model = gpu_model_new(&setup);
	if (!card->model)
		return false;
	card_count++;
	card->seen = clock_usec();
	card->trace = open_trace(directory, card->name);
	if (!card->trace)
		return false;
	gpu_model_trace(card->model, card->trace);
	return add_ports(card, directory);
}

/* With its last client gone, a card is in a machine that was turned off. */
static void hang_up(struct port *port)
{
	close(port->client);
	port->client = -1;
	port->length = 0;
	if (!port->card || port->function)
		return;
	gpu_model_power_on(port->card->model);
	gpu_model_trace_end(port->card->model);
	port->card->started = false;
}

static void serve(struct port *port)
{
	int result;

	if (port->client < 0) {
		port->client = accept(port->listener, NULL, NULL);
		return;
	}
	if (port->card)
		result = vfio_user_receive(port);
	else
		result = control_receive(port, cards, card_count);
	if (result)
		hang_up(port);
}

static void serve_all(void)
{
	struct pollfd polled[MAX_PORTS + 1];

	for (;;) {
		for (unsigned int i = 0; i < port_count; i++) {
			int client = ports[i].client;

			polled[i].fd = client < 0 ? ports[i].listener : client;
			polled[i].events = POLLIN;
		}
		polled[port_count].fd = STDIN_FILENO;
		polled[port_count].events = 0;
		if (poll(polled, port_count + 1, -1) < 0)
			continue;
		for (unsigned int i = 0; i < port_count; i++)
			if (polled[i].revents)
				serve(&ports[i]);
		if (polled[port_count].revents)
			return;
	}
}

static void announce(void)
{
	for (unsigned int i = 0; i < port_count; i++)
		if (ports[i].card)
			printf("%s %u\n", ports[i].card->name, ports[i].function);
	printf("\n");
	fflush(stdout);
}

static void release(void)
{
	for (unsigned int i = 0; i < port_count; i++) {
		if (ports[i].client >= 0)
			close(ports[i].client);
		close(ports[i].listener);
	}
	for (unsigned int i = 0; i < card_count; i++) {
		gpu_model_free(cards[i].model);
		if (cards[i].trace)
			fclose(cards[i].trace);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: gpusimd DIRECTORY CARD=FAMILY[,OPTION]...\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	for (int i = 2; i < argc; i++) {
		if (!add_card(argv[1], argv[i])) {
			fprintf(stderr, "gpusimd: card %d cannot be served\n", i - 1);
			release();
			return 1;
		}
	}
	if (!listen_at(&ports[port_count++], argv[1], "control")) {
		fprintf(stderr, "gpusimd: no control socket in %s\n", argv[1]);
		release();
		return 1;
	}
	announce();
	serve_all();
	release();
	return 0;
}
