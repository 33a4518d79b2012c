// SPDX-License-Identifier: Apache-2.0
//
// Opens TCP connections to itself over the loopback interface, sends a known number of bytes either
// way, and ends them. Each connection is two sessions: the one that connects and the one that is
// accepted.
//
// The accepting side says that it has sent all, and the connecting side resets the connection: so
// both are gone when the operation is over, and no port stays taken (TIME_WAIT).
#include "driver.h"
#include "work_file.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace {

constexpr size_t kAsked = 700;      // bytes that the connecting side sends
constexpr size_t kAnswered = 1300;  // and the accepting side
constexpr uint64_t kSystemCalls = 12;
constexpr int kPatience = 10'000;  // milliseconds until a reset has to have come

void require(bool holds, const char *what) {
  if (!holds) tare::refuse_errno(what);
}

// A machine that has only just booted has its loopback interface down.
void bring_loopback_up(int descriptor) {
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  require(ioctl(descriptor, SIOCGIFFLAGS, &request) == 0, "cannot see the loopback interface");
  if (request.ifr_flags & IFF_UP) return;
  request.ifr_flags |= IFF_UP;
  require(ioctl(descriptor, SIOCSIFFLAGS, &request) == 0, "cannot bring the loopback interface up");
}

class ConnectionStorm : public tare::Workload {
 public:
  explicit ConnectionStorm(tare::Options &) {}

  ~ConnectionStorm() override {
    if (listener_ >= 0) close(listener_);
  }

  void set_up() override {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(listener_ >= 0, "cannot make a TCP socket");
    bring_loopback_up(listener_);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address_;
    require(bind(listener_, reinterpret_cast<sockaddr *>(&address_), length) == 0 &&
                listen(listener_, 1) == 0 &&
                getsockname(listener_, reinterpret_cast<sockaddr *>(&address_), &length) == 0,
            "cannot listen on the loopback interface");
  }

  std::string subject() const override {
    return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
  }

  void operate(uint64_t count, tare::Events &events) override {
    for (uint64_t index = 0; index < count; index++) connect_and_end();
    events[TARE_EVENT_TCP_SESSION] += 2 * count;
    events[TARE_EVENT_SYSTEM_CALL] += kSystemCalls * count;
  }

 private:
  void connect_and_end() {
    int asking = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(asking >= 0, "cannot make a TCP socket");
    require(connect(asking, reinterpret_cast<sockaddr *>(&address_), sizeof address_) == 0,
            "cannot connect over the loopback interface");
    int answering = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    require(answering >= 0, "cannot accept a connection");
    pass(asking, answering, kAsked);
    pass(answering, asking, kAnswered);
    require(shutdown(answering, SHUT_WR) == 0, "cannot end a connection");
    linger at_once{.l_onoff = 1, .l_linger = 0};
    require(setsockopt(asking, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0,
            "cannot have a connection reset");
    close(asking);
    pollfd reset{.fd = answering, .events = 0, .revents = 0};
    require(poll(&reset, 1, kPatience) == 1, "a connection was not reset");
    close(answering);
  }

  void pass(int from, int to, size_t size) {
    require(send(from, bytes_, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size),
            "cannot send over the loopback interface");
    require(recv(to, bytes_, size, MSG_WAITALL) == static_cast<ssize_t>(size),
            "cannot receive over the loopback interface");
  }

  int listener_ = -1;
  sockaddr_in address_{};
  char bytes_[kAnswered] = {};
};

}  // namespace

int main(int argc, char **argv) {
  return tare::run<ConnectionStorm>("connection-storm", argc, argv);
}
