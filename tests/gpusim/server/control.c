// SPDX-License-Identifier: GPL-2.0
/*
 * Orders in words, one a line, each answered by a line that begins with "ok" or
 * "error":
 *	CARD state		clean, used, resetting, broken or gone, and why
 *	CARD dirty		as a guest leaves it
 *	CARD fault SPEC		see gpu_model_fault()
 *	CARD mend		no faults any more
 *	CARD power-on		a clean card without faults
 *	CARD bus-reset
 *	CARD unplug
 *	CARD counts		accesses during mode1, writes, config writes, accesses
 *	CARD clear-counts
 *	CARD mark WORDS		a line of its own in the trace
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"

static void say_state(struct card *card, const char *words, char *answer,
		      size_t size)
{
	enum model_state state = gpu_model_state(card->model);

	(void)words;
	snprintf(answer, size, "ok %s %s", gpu_model_state_name(state),
		 gpu_model_why(card->model));
}

static void say_counts(struct card *card, const char *words, char *answer,
		       size_t size)
{
	(void)words;
	snprintf(answer, size, "ok %u %u %u %u", gpu_model_nmis(card->model),
		 gpu_model_writes(card->model),
		 gpu_model_config_writes(card->model),
		 gpu_model_accesses(card->model));
}

static void add_fault(struct card *card, const char *words, char *answer,
		      size_t size)
{
	if (gpu_model_fault(card->model, words))
		snprintf(answer, size, "error no fault %s", words);
}

static void mark_trace(struct card *card, const char *words, char *answer,
		       size_t size)
{
	(void)answer;
	(void)size;
	gpu_model_trace_end(card->model);
	fprintf(card->trace, "# %s\n", words);
}

/*
 * The guest goes on with what it put into config space before. So does QEMU, which
 * shows no registers of a function that it was told to put to sleep.
 */
static void power_cycle(struct gpu_model *gpu)
{
	unsigned int power[GPU_MODEL_FUNCTIONS] = { 0 };

	gpu_model_mend(gpu);
	for (unsigned int fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++) {
		if (!gpu_model_has_function(gpu, fn))
			continue;
		power[fn] = gpu_model_power_state(gpu, fn);
		gpu_model_save_state(gpu, fn);
	}
	gpu_model_power_on(gpu);
	for (unsigned int fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++) {
		if (!gpu_model_has_function(gpu, fn))
			continue;
		gpu_model_restore_state(gpu, fn);
		gpu_model_set_power(gpu, fn, power[fn]);
	}
}

/* An order either is one of the model's own, or has words or an answer. */
static const struct order {
	const char *name;
	void (*act)(struct gpu_model *gpu);
	void (*talk)(struct card *card, const char *words, char *answer,
		     size_t size);
} orders[] = {
	{ "state", .talk = say_state },
	{ "dirty", .act = gpu_model_dirty },
	{ "fault", .talk = add_fault },
	{ "mend", .act = gpu_model_mend },
	{ "power-on", .act = power_cycle },
	{ "bus-reset", .act = gpu_model_bus_reset },
	{ "unplug", .act = gpu_model_unplug },
	{ "counts", .talk = say_counts },
	{ "clear-counts", .act = gpu_model_clear_counts },
	{ "mark", .talk = mark_trace },
};

static struct card *find_card(struct card *cards, unsigned int count,
			      const char *name)
{
	for (unsigned int i = 0; name && i < count; i++)
		if (!strcmp(cards[i].name, name))
			return &cards[i];
	return NULL;
}

static const struct order *find_order(const char *name)
{
	for (size_t i = 0; name && i < sizeof(orders) / sizeof(orders[0]); i++)
		if (!strcmp(orders[i].name, name))
			return &orders[i];
	return NULL;
}

void control_order(struct card *cards, unsigned int count, char *line,
		   char *answer, size_t size)
{
	char *rest = line, *card_name = strsep(&rest, " ");
	char *order_name = strsep(&rest, " ");
	struct card *card = find_card(cards, count, card_name);
	const struct order *order = find_order(order_name);

	if (!card || !order) {
		snprintf(answer, size, "error no such %s",
			 card ? "order" : "card");
		return;
	}
	snprintf(answer, size, "ok");
	card_now(card);
	if (order->act)
		order->act(card->model);
	else
		order->talk(card, rest ? rest : "", answer, size);
	gpu_model_trace_end(card->model);
}

/* control_receive() - carry out each whole line that arrived */
int control_receive(struct port *port, struct card *cards, unsigned int count)
{
	ssize_t got = read(port->client, port->buffer + port->length,
			   sizeof(port->buffer) - port->length);
	char answer[256], *line = (char *)port->buffer, *end;

	if (got <= 0)
		return -1;
	port->length += got;
	while ((end = memchr(line, '\n', (char *)port->buffer + port->length - line))) {
		*end = '\0';
		line[strcspn(line, "\r")] = '\0';
		control_order(cards, count, line, answer, sizeof(answer) - 1);
		strcat(answer, "\n");
		if (send(port->client, answer, strlen(answer), MSG_NOSIGNAL) < 0)
			return -1;
		line = end + 1;
	}
	port->length -= line - (char *)port->buffer;
	memmove(port->buffer, line, port->length);
	return port->length == sizeof(port->buffer) ? -1 : 0;
}
