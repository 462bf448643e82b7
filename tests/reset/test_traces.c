// SPDX-License-Identifier: GPL-2.0
/*
 * Resets against traces of a known driver's: the same steps, but for differences
 * that have a reason. And that the comparison finds what it is there to find.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(const char *command)
{
	int status = system(command);

	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int differs(const char *family, const char *scenario, const char *reference)
{
	char command[512];

	snprintf(command, sizeof(command), "exec ./compare %s %s %s >/dev/null", family,
		 scenario, reference);
	return run(command);
}

/* FAMILY-SCENARIO.txt */
static void each_given_trace(void **state)
{
	DIR *directory = opendir("traces");
	unsigned int tried = 0;
	struct dirent *entry;

	(void)state;
	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		char path[300], family[32], scenario[32];

		if (sscanf(entry->d_name, "%31[^-]-%31[^.].txt", family, scenario) != 2)
			continue;
		snprintf(path, sizeof(path), "traces/%s", entry->d_name);
		if (differs(family, scenario, path))
			fail_msg("%s", entry->d_name);
		tried++;
	}
	closedir(directory);
	assert_true(tried >= 6);
}

/* A reference of which one line is other than it was: never the same. */
static void not_found(const char *family, const char *scenario, const char *edit)
{
	char name[] = "/tmp/acsdiag-trace.XXXXXX", command[512];
	int file = mkstemp(name), status;

	assert_true(file >= 0);
	close(file);
	snprintf(command, sizeof(command), "sed '%s' traces/%s-%s.txt >%s && ! cmp -s %s traces/%s-%s.txt",
		 edit, family, scenario, name, name, family, scenario);
	if (run(command))
		fail_msg("'%s' changes nothing", edit);
	status = differs(family, scenario, name);
	unlink(name);
	if (status != 1)
		fail_msg("'%s' was not noticed in %s %s", edit, family, scenario);
}

static void a_difference_is_found(void **state)
{
	(void)state;
	not_found("vega20", "dirty", "s/<- 00070000/<- 00060000/");
	not_found("vega20", "dirty", "/<- 00070000/d");
	not_found("vega20", "dirty", "s/^  W  16080/  W  16081/");
	not_found("vega20", "pspdead", "s/<- 00000058/<- 00000059/");
	not_found("vega20", "pspdead", "s/16681 THM_BACO_CNTL        <-/16682 THM_BACO_CNTL        <-/");
	not_found("vega20", "pspdead", "/C2PMSG_66            <- 00000025/d");
	not_found("vega20", "pspdead", "s/total=100000/total=200000/");
	not_found("vega20", "pspdead", "s/00e2b BACO_CNTL            -> 00000100/00e2b BACO_CNTL            -> 00000101/");
	not_found("polaris", "nobaco-dirty", "s/39d5e86b/39d5e86c/");
	not_found("polaris", "nobaco-dirty", "/WD 7c/d");
	not_found("polaris", "nobaco-dirty", "s/-> 00002000/-> 00001000/");
	not_found("polaris", "clean", "s/WW 04 <- 0402/WW 04 <- 0406/");
	not_found("polaris", "clean", "/CFG fn1 restore_state/d");
	not_found("vega20", "clean", "/PM fn0 -> D0/d");
}

/*
 * A trace of ours, written as mmiotrace would have recorded it, and turned back:
 * the same steps. With one value changed: not the same.
 */
static void as_recorded_on_a_card(void **state)
{
	static const char record[] =
		"\"$RESET_TRACE\" %s dirty | ./as-mmiotrace%s | ./from-mmiotrace 0xfe200000 >%s";
	static const char * const families[] = { "polaris10", "vega20" };
	char name[] = "/tmp/acsdiag-trace.XXXXXX", command[1024];
	unsigned int i;

	(void)state;
	close(mkstemp(name));
	for (i = 0; i < 2; i++) {
		snprintf(command, sizeof(command), record, families[i], "", name);
		assert_int_equal(run(command), 0);
		assert_int_equal(differs(families[i], "dirty", name), 0);
		snprintf(command, sizeof(command), record, families[i],
			 " | sed '/^W/s/0x[0-9a-f]*0000 0x0 0$/0x12340000 0x0 0/'", name);
		assert_int_equal(run(command), 0);
		assert_int_equal(differs(families[i], "dirty", name), 1);
	}
	unlink(name);
}

/* One that gives up where ours goes on is no other sequence up to there. */
static void a_reference_that_gives_up(void **state)
{
	char name[] = "/tmp/acsdiag-trace.XXXXXX", command[256];

	(void)state;
	close(mkstemp(name));
	snprintf(command, sizeof(command),
		 "\"$RESET_TRACE\" navi10 pspdead | sed '/RCC_BIF_STRAP0/,/CFG fn0 load/{/CFG fn0 load/!d}' >%s",
		 name);
	assert_int_equal(run(command), 0);
	assert_int_equal(differs("navi10", "pspdead", name), 0);
	assert_int_equal(differs("navi10", "dirty", name), 1);
	unlink(name);
}

/* Linux' own driver in front of the same model takes the same steps of BACO. */
static void as_amdgpu_does(void **state)
{
	static const struct {
		const char *family;
		const char *scenario; /* in which BACO is what ours comes to */
	} chips[] = {
		{ "polaris10", "dirty" }, { "polaris11", "dirty" },
		{ "polaris12", "dirty" }, { "vegam", "dirty" },
		{ "vega10", "pspdead" }, { "vega12", "pspdead" },
		{ "vega20", "pspdead" },
	};
	char name[] = "/tmp/acsdiag-trace.XXXXXX", command[256];
	unsigned int i;

	(void)state;
	if (run("test -x \"${RESET_TRACE%/*}/oracle\"")) {
		print_message("# no whole kernel source: set LINUX_SOURCE to one\n");
		skip();
	}
	close(mkstemp(name));
	for (i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
		snprintf(command, sizeof(command), "\"${RESET_TRACE%%/*}/oracle\" %s >%s",
			 chips[i].family, name);
		assert_int_equal(run(command), 0);
		if (differs(chips[i].family, chips[i].scenario, name))
			fail_msg("%s", chips[i].family);
	}
	unlink(name);
}

/* The documentation's table of chips is the module's. */
static void documented_chips(void **state)
{
	(void)state;
	assert_int_equal(run("\"$RESET_TRACE\" --chips | while read -r row; do grep -qxF -- \"$row\" ../../Documentation/reset.md || { echo \"$row\" >&2; exit 1; }; done"), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_given_trace),
		cmocka_unit_test(a_difference_is_found),
		cmocka_unit_test(a_reference_that_gives_up),
		cmocka_unit_test(as_amdgpu_does),
		cmocka_unit_test(as_recorded_on_a_card),
		cmocka_unit_test(documented_chips),
	};
	char trace[512];

	(void)argc;
	snprintf(trace, sizeof(trace), "%s/trace", dirname(argv[0]));
	setenv("RESET_TRACE", trace, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
