// SPDX-License-Identifier: GPL-2.0
/* Facts of a host besides its PCI functions, read from trees made here. */

#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fixture.h"
#include "source/source.h"

struct world {
	struct tree_dir tree;
	struct host *host;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	tree_make(&w->tree);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	host_free(w->host);
	tree_remove(&w->tree);
	free(w);
	return 0;
}

static void read_host(struct world *w)
{
	struct source_error error;

	assert_int_equal(host_facts_read(w->tree.path, &w->host, &error), 0);
}

static void test_words_of_a_command_line(void **state)
{
	struct world *w = *state;
	static const char text[] =
		"  quiet dyndbg=\"file a.c +p\" vfio-pci.ids=1:2  x=";
	const struct word *word;

	read_host(w);
	word = words_split(w->host, text, strlen(text), (struct place){ 0 });
	assert_string_equal(word->name, "quiet");
	assert_null(word->value);
	assert_string_equal(word->next->value, "file a.c +p");
	word = word_find(word, "vfio_pci.ids");
	assert_non_null(word);
	assert_string_equal(word->value, "1:2");
	assert_string_equal(word->next->value, "");
	assert_null(word->next->next);
}

/* A tree without anything: no fact is made up. */
static void test_nothing_is_known_of_nothing(void **state)
{
	struct world *w = *state;

	read_host(w);
	assert_int_equal(w->host->boot.loader, LOADER_UNKNOWN);
	assert_int_equal(w->host->boot.efi, FACT_UNREAD);
	assert_int_equal(w->host->firmware.dmar.present, FACT_UNREAD);
	assert_int_equal(w->host->initramfs.fact, FACT_UNREAD);
	assert_null(w->host->modules.directives);
	assert_int_equal(module_state(w->host, "vfio_pci"), MODULE_UNKNOWN);
}

/* A link leads where the host itself would have it lead. */
static void test_links_stay_below_the_root(void **state)
{
	struct world *w = *state;

	if (syscall(SYS_openat2, -1, NULL, NULL, 0) && errno == ENOSYS) {
		print_message("# valgrind does not know openat2()\n");
		skip();
	}
	tree_file(&w->tree, "opt/release", "ID=inside\n");
	tree_link(&w->tree, "etc/os-release", "/opt/release");
	read_host(w);
	assert_string_equal(w->host->distribution.id, "inside");
}

static const char *const kinds[] = {
	[DIRECTIVE_OPTIONS] = "options",
	[DIRECTIVE_BLACKLIST] = "blacklist",
	[DIRECTIVE_SOFTDEP] = "softdep",
};

static bool has_directive(const struct host *h, const char *line)
{
	char said[512];

	for (const struct directive *d = h->modules.directives; d; d = d->next) {
		if (d->kind > DIRECTIVE_SOFTDEP)
			continue;
		snprintf(said, sizeof(said), "%s %s%s%s\n", kinds[d->kind],
			 d->module, *d->rest ? " " : "", d->rest);
		if (!strcmp(said, line))
			return true;
	}
	return false;
}

/*
 * modprobe itself says what the files amount to: which file hides which, what
 * is a comment, what a name is. Lines that it adds from the command line of the
 * machine under the test are not about these modules.
 */
static void test_modprobe_says_the_same(void **state)
{
	struct world *w = *state;
	char command[1024], line[512];
	size_t found = 0;
	FILE *modprobe;

	if (system("command -v modprobe >/dev/null"))
		skip();
	tree_file(&w->tree, "etc/modprobe.d/t.conf",
		  "# a comment\n\noptions t-one ids=1:2,3:4\n  blacklist t-two\n");
	tree_file(&w->tree, "etc/modprobe.d/u.conf",
		  "softdep t-three pre: t-one\n");
	tree_file(&w->tree, "etc/modprobe.d/v", "blacklist t_unseen\n");
	tree_file(&w->tree, "usr/lib/modprobe.d/t.conf", "blacklist t_hidden\n");
	tree_file(&w->tree, "usr/lib/modprobe.d/a.conf", "options t_one debug=1\n");
	read_host(w);
	snprintf(command, sizeof(command),
		 "modprobe --showconfig -C %s/etc/modprobe.d -C %s/usr/lib/modprobe.d",
		 w->tree.path, w->tree.path);
	modprobe = popen(command, "r");
	assert_non_null(modprobe);
	while (fgets(line, sizeof(line), modprobe)) {
		if (!strstr(line, " t_") || !strncmp(line, "alias", 5))
			continue;
		if (!has_directive(w->host, line))
			fail_msg("modprobe has, and we have not: %s", line);
		found++;
	}
	pclose(modprobe);
	assert_int_equal(found, 4);
	assert_false(has_directive(w->host, "blacklist t_hidden\n"));
	assert_false(has_directive(w->host, "blacklist t_unseen\n"));
	assert_non_null(strstr(w->host->modules.ignored.file, "modprobe.d/v"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_words_of_a_command_line),
		TEST(test_nothing_is_known_of_nothing),
		TEST(test_links_stay_below_the_root),
		TEST(test_modprobe_says_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
