package io.cutover.cli;

import io.cutover.config.AdminConfig;
import io.cutover.config.GatewayConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Where the gateway itself will listen: no platform may be there. */
record OwnListeners(List<InetSocketAddress> addresses) {

  static OwnListeners of(GatewayConfig config) {
    List<InetSocketAddress> all = new ArrayList<>();
    config.listeners().forEach(one -> all.add(new InetSocketAddress(one.host(), one.port())));
    AdminConfig admin = config.admin();
    if (admin != null) {
      all.add(new InetSocketAddress(admin.host(), admin.port()));
    }
    return new OwnListeners(List.copyOf(all));
  }

  boolean contain(InetAddress address, int port) {
    return addresses.stream()
        .filter(own -> own.getPort() == port)
        .anyMatch(own -> address.equals(own.getAddress()) || (any(own) && isLocal(address)));
  }

  private static boolean any(InetSocketAddress own) {
    return own.getAddress() != null && own.getAddress().isAnyLocalAddress();
  }

  private static boolean isLocal(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
