#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::host_devices_passed {

// Devices that hand out nothing but what their name says.
static constexpr std::string_view harmless[] = {"/dev/null",  "/dev/zero",    "/dev/random", "/dev/urandom",
                                                "/dev/fuse",  "/dev/net/tun", "/dev/dri",    "/dev/snd",
                                                "/dev/video", "/dev/ttyUSB",  "/dev/ttyACM", "/dev/serial"};
// Raw access to these is access to everything that is stored on or mapped through them.
static constexpr std::string_view raw[] = {"/dev/sd",  "/dev/nvme", "/dev/vd",   "/dev/xvd",    "/dev/mmcblk",
                                           "/dev/md",  "/dev/loop", "/dev/dm-",  "/dev/mapper", "/dev/disk",
                                           "/dev/zfs", "/dev/mem",  "/dev/port", "/dev/rbd"};

static bool any_prefix(std::span<const std::string_view> prefixes, std::string_view text) {
  for (const std::string_view prefix : prefixes)
    if (text.starts_with(prefix)) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->devices.empty()) return report.skip();
  for (const compose::Text& device : service.definition->devices) {
    const std::string_view host = device.value.substr(0, device.value.find(':'));
    if (host.empty() || !is_settled(device.source) || any_prefix(harmless, host)) continue;
    if (host == "/dev/kmsg") {
      report.at(device.span(), "`{}` is given `{}`, which shows the kernel log of the host", service.name, host)
          .severity(Severity::medium);
      continue;
    }
    const bool is_raw = any_prefix(raw, host);
    auto finding =
        is_raw ? report.at(device.span(), "`{}` is given `{}`, which bypasses every file permission of the host",
                           service.name, host)
               : report.at(device.span(), "`{}` is given the device `{}`; give it the narrowest one, without `m`",
                           service.name, host);
    finding.severity(is_raw ? Severity::high : Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW2123",
    .summary = "Host device passed in",
    .why = "A raw disk or memory device lets the container read and change the host around every permission.",
    .remedy =
        "Pass the one device that the program drives, with the permissions that it needs (`r` or `rw`), and "
        "never a raw disk.",
    .peers = "docker-bench:5.18 compose-lint:CL-0016",
    .differs =
        "docker-bench lists every device; graphics, sound, serial and tunnel devices are left alone here, "
        "compose-lint lets /dev/mem and /dev/port pass.",
    .controls = "CIS Docker 1.6:5.18",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_devices_passed
