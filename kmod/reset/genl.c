// SPDX-License-Identifier: GPL-2.0
/*
 * Resets over netlink: the operations and notices whose names begin with
 * "reset" in Documentation/netlink/specs/acsdiag.yaml.
 *
 * Locking: cards are locked while one buffer is filled, which looks at their
 * registers and never waits for one: not for a card that is being reset, which
 * is not looked at, and not for one that sleeps. No operation resets a card:
 * that is asked for where the kernel offers it, in sysfs and by vfio.
 */

#include <linux/slab.h>
#include <net/genetlink.h>

#include <linux/acsdiag.h>

#include "../acsdiag.h"
#include "card.h"
#include "genl.h"

/* The spec's numbers are gpu.h's. */
static_assert((int)ACSDIAG_CARD_STATE_CLEAN == (int)GPU_VERDICT_CLEAN);
static_assert((int)ACSDIAG_CARD_STATE_USED == (int)GPU_VERDICT_USED);
static_assert((int)ACSDIAG_CARD_STATE_SMU_WEDGED == (int)GPU_VERDICT_SMU_WEDGED);
static_assert((int)ACSDIAG_CARD_STATE_HALF_RESET == (int)GPU_VERDICT_HALF_RESET);
static_assert((int)ACSDIAG_CARD_STATE_MMIO_DEAD == (int)GPU_VERDICT_MMIO_DEAD);
static_assert((int)ACSDIAG_CARD_STATE_ASLEEP == (int)GPU_VERDICT_ASLEEP);
static_assert((int)ACSDIAG_CARD_STATE_STUCK_ASLEEP == (int)GPU_VERDICT_STUCK_ASLEEP);
static_assert((int)ACSDIAG_CARD_STATE_OFF_BUS == (int)GPU_VERDICT_OFF_BUS);
static_assert((int)ACSDIAG_EVIDENCE_REPORTED == (int)GPU_REPORTED);
static_assert((int)ACSDIAG_EVIDENCE_MODELLED == (int)GPU_MODELLED);

/**
 * struct reset_record - what a message says of a card; too big for the stack
 * @card: the card
 * @finding: its state
 */
struct reset_record {
	const struct acsdiag_card *card;
	struct gpu_finding finding;
};

static int put_text(struct sk_buff *skb, int attribute, const char *text)
{
	return text && *text ? nla_put_string(skb, attribute, text) : 0;
}

static int put_error(struct sk_buff *skb, int attribute, int err)
{
	return err ? nla_put_u32(skb, attribute, -err) : 0;
}

static int put_nest(struct sk_buff *skb, int attribute, acsdiag_put_fn put,
		    const void *data)
{
	struct nlattr *nest = nla_nest_start(skb, attribute);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = put(skb, data);
	if (err)
		nla_nest_cancel(skb, nest);
	else
		nla_nest_end(skb, nest);
	return err;
}

static int put_reading(struct sk_buff *skb, const void *data)
{
	const struct gpu_reading *reading = data;

	return put_text(skb, ACSDIAG_A_READING_SPACE, reading->space) ?:
	       put_text(skb, ACSDIAG_A_READING_NAME, reading->name) ?:
	       nla_put_u32(skb, ACSDIAG_A_READING_ADDRESS, reading->address) ?:
	       nla_put_u32(skb, ACSDIAG_A_READING_VALUE, reading->value);
}

static int put_finding(struct sk_buff *skb, const void *data)
{
	const struct gpu_finding *finding = data;
	unsigned int i;
	int err;

	err = nla_put_u32(skb, ACSDIAG_A_FINDING_STATE, finding->verdict) ?:
	      put_text(skb, ACSDIAG_A_FINDING_REASON, finding->reason);
	for (i = 0; i < finding->count && !err; i++)
		err = put_nest(skb, ACSDIAG_A_FINDING_READING, put_reading,
			       &finding->readings[i]);
	return err;
}

static int put_past_card(struct sk_buff *skb, const struct acsdiag_past *past)
{
	return nla_put_u32(skb, ACSDIAG_A_PAST_NUMBER, past->number) ?:
	       nla_put_u32(skb, ACSDIAG_A_PAST_DOMAIN,
			   acsdiag_key_domain(past->key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_PAST_REQUESTER_ID,
			   acsdiag_key_requester_id(past->key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_PAST_VENDOR, past->vendor) ?:
	       nla_put_u16(skb, ACSDIAG_A_PAST_DEVICE, past->device) ?:
	       nla_put_u64_64bit(skb, ACSDIAG_A_PAST_TIME, past->time, 0) ?:
	       nla_put_u32(skb, ACSDIAG_A_PAST_PID, past->pid) ?:
	       put_text(skb, ACSDIAG_A_PAST_COMM, past->comm);
}

static int put_past(struct sk_buff *skb, const void *data)
{
	const struct acsdiag_past *past = data;

	return put_past_card(skb, past) ?:
	       put_text(skb, ACSDIAG_A_PAST_METHOD, past->method) ?:
	       nla_put_u32(skb, ACSDIAG_A_PAST_TRIES, past->tries) ?:
	       nla_put_u32(skb, ACSDIAG_A_PAST_STEPS, past->steps) ?:
	       nla_put_u64_64bit(skb, ACSDIAG_A_PAST_DURATION,
				 past->duration_us, 0) ?:
	       put_error(skb, ACSDIAG_A_PAST_ERROR, past->error) ?:
	       (past->written ? nla_put_flag(skb, ACSDIAG_A_PAST_WRITTEN) : 0) ?:
	       nla_put_u32(skb, ACSDIAG_A_PAST_BEFORE, past->before) ?:
	       nla_put_u32(skb, ACSDIAG_A_PAST_AFTER, past->after) ?:
	       put_text(skb, ACSDIAG_A_PAST_FAILURE, past->failure);
}

static u32 flags_of(const struct acsdiag_card *card)
{
	u32 flags = 0;

	if (card->offered)
		flags |= ACSDIAG_RESET_FLAGS_OFFERED;
	if (card->shielded)
		flags |= ACSDIAG_RESET_FLAGS_SHIELDED;
	if (card->chip.family->experimental)
		flags |= ACSDIAG_RESET_FLAGS_EXPERIMENTAL;
	return flags;
}

static int put_card(struct sk_buff *skb, const struct acsdiag_card *card)
{
	u64 key = acsdiag_key_of(card->pdev);

	return nla_put_u32(skb, ACSDIAG_A_RESET_DOMAIN,
			   acsdiag_key_domain(key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_RESET_REQUESTER_ID,
			   acsdiag_key_requester_id(key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_RESET_VENDOR, card->chip.vendor) ?:
	       nla_put_u16(skb, ACSDIAG_A_RESET_DEVICE, card->chip.device) ?:
	       nla_put_u32(skb, ACSDIAG_A_RESET_FLAGS, flags_of(card));
}

static int put_family(struct sk_buff *skb, const struct gpu_family *family)
{
	unsigned int i;
	int err;

	err = put_text(skb, ACSDIAG_A_RESET_FAMILY, family->name) ?:
	      put_text(skb, ACSDIAG_A_RESET_TITLE, family->title) ?:
	      nla_put_u32(skb, ACSDIAG_A_RESET_EVIDENCE, family->evidence);
	for (i = 0; i < GPU_METHODS && family->methods[i] && !err; i++)
		err = put_text(skb, ACSDIAG_A_RESET_METHOD,
			       family->methods[i]->name);
	return err ?: put_text(skb, ACSDIAG_A_RESET_BUS_RESET_HARMS,
			       family->bus_reset_harms);
}

static int put_record(struct sk_buff *skb, const void *data)
{
	const struct reset_record *rec = data;
	char methods[ACSDIAG_RESETS_LEN];

	acsdiag_reset_methods(rec->card->pdev, methods, sizeof(methods));
	return put_card(skb, rec->card) ?:
	       put_family(skb, rec->card->chip.family) ?:
	       nla_put_string(skb, ACSDIAG_A_RESET_KERNEL_METHODS, methods) ?:
	       put_text(skb, ACSDIAG_A_RESET_NOT_OFFERED,
			rec->card->not_offered) ?:
	       put_nest(skb, ACSDIAG_A_RESET_FINDING, put_finding,
			&rec->finding);
}

static int requested_card(struct genl_info *info, u64 *key)
{
	return acsdiag_netlink_key(info, ACSDIAG_A_RESET_DOMAIN,
				   ACSDIAG_A_RESET_REQUESTER_ID, key);
}

static int no_such_card(struct genl_info *info)
{
	NL_SET_ERR_MSG_ATTR(info->extack,
			    info->attrs[ACSDIAG_A_RESET_REQUESTER_ID],
			    "no GPU that acsdiag knows is at this address, or it was loaded with reset=0");
	return -ENODEV;
}

static int answer(struct genl_info *info, u64 key, enum gpu_look look)
{
	struct reset_record *rec = kzalloc_obj(*rec);
	struct acsdiag_card *card;
	int err;

	if (!rec)
		return -ENOMEM;

	acsdiag_cards_lock();
	card = acsdiag_card_find(key);
	rec->card = card;
	if (card) {
		acsdiag_look(card, look, &rec->finding);
		err = acsdiag_netlink_answer(info, put_record, rec);
	} else {
		err = no_such_card(info);
	}
	acsdiag_cards_unlock();
	kfree(rec);
	return err;
}

/**
 * acsdiag_resets_get() - the operation reset-get, of one card
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_resets_get(struct sk_buff *skb, struct genl_info *info)
{
	u64 key;

	return requested_card(info, &key) ?:
	       answer(info, key, GPU_LOOK_READ);
}

/**
 * acsdiag_resets_probe() - the operation reset-probe
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_resets_probe(struct sk_buff *skb, struct genl_info *info)
{
	u64 key;

	return requested_card(info, &key) ?:
	       answer(info, key, GPU_LOOK_INDEX);
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 command,
		    acsdiag_put_fn put, const void *data)
{
	void *header = acsdiag_netlink_put_dump(skb, cb, command);
	int err;

	if (!header)
		return -EMSGSIZE;
	err = put(skb, data);
	if (err)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return err;
}

/**
 * struct resets_cursor - where a dump goes on
 * @from: the first card or reset not yet sent is at or after this
 */
struct resets_cursor {
	u64 from;
};

static int dump_cards(struct sk_buff *skb, struct netlink_callback *cb,
		      struct reset_record *rec)
{
	struct resets_cursor *cursor = (void *)cb->ctx;
	struct acsdiag_card *card;
	int err = 0;

	while (!err && (card = acsdiag_card_from(cursor->from))) {
		rec->card = card;
		acsdiag_look(card, GPU_LOOK_READ, &rec->finding);
		err = dump_one(skb, cb, ACSDIAG_CMD_RESET_GET, put_record, rec);
		if (!err)
			cursor->from = acsdiag_key_of(card->pdev) + 1;
	}
	return err;
}

/**
 * acsdiag_resets_dump() - the operation reset-get, of all cards
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes to send, 0 at the end, or a negative errno.
 */
int acsdiag_resets_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct reset_record *rec;
	int err;

	BUILD_BUG_ON(sizeof(struct resets_cursor) > sizeof(cb->ctx));
	err = acsdiag_netlink_bare(cb, ACSDIAG_A_RESET_MAX);
	if (err)
		return err;
	rec = kzalloc_obj(*rec);
	if (!rec)
		return -ENOMEM;

	acsdiag_cards_lock();
	cb->seq = acsdiag_cards_generation();
	err = dump_cards(skb, cb, rec);
	acsdiag_cards_unlock();
	kfree(rec);
	return acsdiag_netlink_dump_result(skb, err);
}

static int put_nested_past(struct sk_buff *skb, const void *data)
{
	return put_nest(skb, ACSDIAG_A_RESET_PAST, put_past, data);
}

/**
 * acsdiag_resets_history() - the operation reset-history-get
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes to send, 0 at the end, or a negative errno.
 */
int acsdiag_resets_history(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct resets_cursor *cursor = (void *)cb->ctx;
	struct acsdiag_past past;
	int err = 0;

	cb->seq = acsdiag_history_count() + 1;
	while (!err && acsdiag_history_from(cursor->from, &past)) {
		err = dump_one(skb, cb, ACSDIAG_CMD_RESET_HISTORY_GET,
			       put_nested_past, &past);
		if (!err)
			cursor->from = past.number + 1;
	}
	return acsdiag_netlink_dump_result(skb, err);
}

static int put_step(struct sk_buff *skb, const void *data)
{
	const struct gpu_step *step = data;

	return nla_put_u32(skb, ACSDIAG_A_STEP_NUMBER, step->number) ?:
	       put_text(skb, ACSDIAG_A_STEP_METHOD, step->method) ?:
	       put_text(skb, ACSDIAG_A_STEP_PHASE, step->phase) ?:
	       put_text(skb, ACSDIAG_A_STEP_WHAT, step->what) ?:
	       put_text(skb, ACSDIAG_A_STEP_NAME, step->name) ?:
	       nla_put_u32(skb, ACSDIAG_A_STEP_ADDRESS, step->address) ?:
	       nla_put_u32(skb, ACSDIAG_A_STEP_VALUE, step->value) ?:
	       put_error(skb, ACSDIAG_A_STEP_ERROR, step->result);
}

static int put_notice_step(struct sk_buff *skb, const void *data)
{
	return put_nest(skb, ACSDIAG_A_NOTICE_STEP, put_step, data);
}

static int put_notice_past(struct sk_buff *skb, const void *data)
{
	return put_nest(skb, ACSDIAG_A_NOTICE_PAST, put_past, data);
}

/**
 * acsdiag_resets_tell_step() - tell listeners of a step
 * @card: the card that is being reset
 * @step: what was done
 */
void acsdiag_resets_tell_step(const struct acsdiag_card *card,
			      const struct gpu_step *step)
{
	acsdiag_table_lock();
	acsdiag_netlink_tell(ACSDIAG_EVENT_RESET_STEP,
			     acsdiag_key_of(card->pdev), put_notice_step, step);
	acsdiag_table_unlock();
}

/**
 * acsdiag_resets_tell_done() - tell listeners what became of a reset
 * @past: the reset
 */
void acsdiag_resets_tell_done(const struct acsdiag_past *past)
{
	acsdiag_table_lock();
	acsdiag_netlink_tell(ACSDIAG_EVENT_RESET_DONE, past->key,
			     put_notice_past, past);
	acsdiag_table_unlock();
}
