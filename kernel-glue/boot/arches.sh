# SPDX-License-Identifier: GPL-2.0-only
#
# arches.sh - the differences between architectures. Sourced by run. ARCH.config is the part of a
# kernel's configuration that the architecture needs.
#
#   make_for compiler   arguments of the kernel's make, and the compiler that it uses
#   image image_at      the target of make, and where it is below arch/
#   objects             without a boot: objects to compile, the glue and the driver that uses it
#   packages tools      Debian packages and commands that a build needs
#   boot_packages boot_tools    Debian packages and commands that a boot needs
#   busybox             a command, or where make-busybox puts the program
#   qemu console        the command of the machine, and its console
#   tests               the tests that run there
#   remaps              whether the machine can have interrupt remapping
#   domain              the name of the matrix's file in debugfs, a regular expression
#   events              trace events of the matrix that a hotplug test leaves; a CPU that is not yet
#                       or no longer online records none
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

# Compiled by clang, because Debian's gcc for riscv64 cannot be installed together with
# gcc-multilib, which the 32-bit build needs. make-busybox makes its busybox, because Debian 12 has
# no riscv64.
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
