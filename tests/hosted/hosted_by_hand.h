/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_by_hand.h - a machine written by hand as hwloc writes them, with devices.
 */
#ifndef HOSTED_BY_HAND_H
#define HOSTED_BY_HAND_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

/*
 * Node 0 has CPUs 0-1, node 7 has CPUs 2-3, node 9 has none and is nearer to 7. Two PCI devices are
 * at node 7, one with two names, of which one needs cleaning; dax0 is at node 9, and pmem0 at the
 * whole machine.
 */
static const char *const by_hand =
	"<?xml version=\"1.0\"?>\n"
	"<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n"
	"<topology version=\"2.0\">\n"
	"<object type=\"Machine\" os_index=\"0\" cpuset=\"0xf\" complete_cpuset=\"0xf\""
	" allowed_cpuset=\"0xf\" nodeset=\"0x281\" complete_nodeset=\"0x281\""
	" allowed_nodeset=\"0x281\" gp_index=\"1\">\n"
	"<object type=\"Package\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\""
	" nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"3\">\n"
	"<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x3\" complete_cpuset=\"0x3\""
	" nodeset=\"0x1\" complete_nodeset=\"0x1\" gp_index=\"4\"/>\n"
	"<object type=\"PU\" os_index=\"0\" cpuset=\"0x1\" complete_cpuset=\"0x1\" nodeset=\"0x1\""
	" complete_nodeset=\"0x1\" gp_index=\"5\"/>\n"
	"<object type=\"PU\" os_index=\"1\" cpuset=\"0x2\" complete_cpuset=\"0x2\" nodeset=\"0x1\""
	" complete_nodeset=\"0x1\" gp_index=\"6\"/>\n"
	"</object>\n"
	"<object type=\"Package\" os_index=\"1\" cpuset=\"0xc\" complete_cpuset=\"0xc\""
	" nodeset=\"0x80\" complete_nodeset=\"0x80\" gp_index=\"7\">\n"
	"<object type=\"NUMANode\" os_index=\"7\" cpuset=\"0xc\" complete_cpuset=\"0xc\""
	" nodeset=\"0x80\" complete_nodeset=\"0x80\" gp_index=\"8\"/>\n"
	"<object type=\"PU\" os_index=\"2\" cpuset=\"0x4\" complete_cpuset=\"0x4\""
	" nodeset=\"0x80\" complete_nodeset=\"0x80\" gp_index=\"9\"/>\n"
	"<object type=\"PU\" os_index=\"3\" cpuset=\"0x8\" complete_cpuset=\"0x8\""
	" nodeset=\"0x80\" complete_nodeset=\"0x80\" gp_index=\"10\"/>\n"
	"<object type=\"Bridge\" gp_index=\"11\" bridge_type=\"0-1\" depth=\"0\""
	" bridge_pci=\"0001:[80-85]\">\n"
	"<object type=\"PCIDev\" gp_index=\"12\" pci_busid=\"0001:82:00.1\""
	" pci_type=\"0207 [15b3:1017] [15b3:0020] 00\" pci_link_speed=\"0.000000\">\n"
	"<object type=\"OSDev\" gp_index=\"13\" name=\"mlx5_0\" osdev_type=\"3\"/>\n"
	"<object type=\"OSDev\" gp_index=\"14\" name=\"ib&#10;0\" osdev_type=\"2\"/>\n"
	"</object>\n"
	"<object type=\"PCIDev\" gp_index=\"15\" pci_busid=\"0001:81:1f.7\""
	" pci_type=\"0108 [8086:0953] [8086:3709] 01\" pci_link_speed=\"0.000000\"/>\n"
	"</object>\n"
	"</object>\n"
	"<object type=\"Group\" cpuset=\"0x0\" complete_cpuset=\"0x0\" nodeset=\"0x200\""
	" complete_nodeset=\"0x200\" gp_index=\"20\" kind=\"1001\" subkind=\"0\">\n"
	"<object type=\"NUMANode\" os_index=\"9\" cpuset=\"0x0\" complete_cpuset=\"0x0\""
	" nodeset=\"0x200\" complete_nodeset=\"0x200\" gp_index=\"2\"/>\n"
	"<object type=\"OSDev\" gp_index=\"51\" name=\"dax0\" osdev_type=\"0\"/>\n"
	"</object>\n"
	"<object type=\"OSDev\" gp_index=\"50\" name=\"pmem0\" subtype=\"NVM\" osdev_type=\"0\"/>\n"
	"</object>\n"
	"<distances2 type=\"NUMANode\" nbobjs=\"3\" kind=\"5\" name=\"NUMALatency\""
	" indexing=\"os\">\n"
	"<indexes length=\"6\">0 7 9 </indexes>\n"
	"<u64values length=\"27\">10 21 40 21 10 30 40 30 10 </u64values>\n"
	"</distances2>\n"
	"</topology>\n";

/* Writes a text into a new file; @path is its name, with room for mkstemp() to fill in. */
static inline void write_down(const char *text, char *path)
{
	int file = mkstemp(path);

	cr_assert_geq(file, 0);
	cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
}

#endif
