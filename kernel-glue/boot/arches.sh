# SPDX-License-Identifier: GPL-2.0-only
#
# arches.sh - what differs between architectures, for run, which sources it. ARCH.config holds what
# each needs of a kernel.
#
#   make_for compiler   arguments of the kernel's make, and who it compiles with
#   image image_at      the target, and where it is below arch/
#   objects             where it is only compiled: the glue, and the driver that uses it
#   packages tools      of Debian and what they are there for, to build
#   boot_packages boot_tools    and to boot
#   busybox             a command, or where make-busybox puts its own
#   qemu console        the machine, and its console
#   tests               those that make sense there
#   remaps              whether there is interrupt remapping to try
#   domain              how the matrix's file in debugfs is called, a regular expression
#   events              trace events of the matrix that hotplug leaves; a CPU that is not yet or no
#                       longer online records none
#   managed             "reserved": the driver reserves managed vectors in the matrix; "ordinary":
#                       managed interrupts have vectors like any other and keep them when shut down

arches="x86_64 riscv64 loongarch"

llvm=(clang-19 lld-19 llvm-19)

arch_x86_64() {
	make_for=(ARCH=x86_64) compiler=${CC:-gcc}
	image=bzImage image_at=x86/boot/bzImage
	boot_packages=(busybox-static qemu-system-x86 seabios)
	boot_tools=(busybox qemu-system-x86_64)
	busybox=busybox
	qemu=(qemu-system-x86_64 -machine "q35${intremap:+,kernel-irqchip=split}" -cpu max,-la57
		${intremap:+-device intel-iommu,intremap=on})
	console=ttyS0
	tests="hotplug kunit exhaust" remaps=yes
	domain=VECTOR managed=reserved
	events=online,alloc_managed,alloc,free
}

# By clang, because Debian's gcc for it cannot be installed beside the multilib one, which the
# 32-bit build needs; and with a busybox of our own, because there is no Debian 12 for it.
arch_riscv64() {
	make_for=(ARCH=riscv LLVM=-19) compiler=clang-19
	image=Image image_at=riscv/boot/Image
	packages=("${llvm[@]}") tools=(clang-19 ld.lld-19 llvm-ar-19)
	boot_packages=(qemu-system-misc opensbi dpkg-dev libc6-dev-riscv64-cross
		libgcc-12-dev-riscv64-cross)
	boot_tools=(qemu-system-riscv64 dpkg-source)
	busybox=$cache/busybox-riscv64
	qemu=(qemu-system-riscv64 -machine "virt,aia=aplic-imsic" -cpu rv64 -bios default)
	console=hvc0
	tests="hotplug kunit"
	domain=':soc:imsics@[0-9a-f]*-[0-9]*' managed=ordinary
	events=alloc,free
}

arch_loongarch() {
	make_for=(ARCH=loongarch LLVM=-19) compiler=clang-19
	objects=(kernel/irq/irqmatrix/ drivers/irqchip/irq-loongarch-avec.o)
	packages=("${llvm[@]}") tools=(clang-19 ld.lld-19 llvm-nm-19)
	tests=
}
