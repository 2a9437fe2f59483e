/** Commands that RHEL 9's Anaconda knows; anything else is refused, as it is there. */
export const knownCommands: ReadonlySet<string> = new Set(
  `authselect autopart bootloader btrfs cdrom clearpart cmdline driverdisk eula fcoe firewall firstboot graphical group halt
  harddrive hmc ignoredisk iscsi iscsiname keyboard lang liveimg logging logvol media module mount network nfs ostreecontainer
  ostreesetup part partition poweroff raid realm reboot repo reqpart rescue rhsm rootpw selinux services shutdown skipx snapshot
  sshkey sshpw syspurpose text timesource timezone updates url user vnc volgroup xconfig zerombr zfcp zipl auth authconfig
  bootc multipath device unsupported_hardware`.split(/\s+/),
);
