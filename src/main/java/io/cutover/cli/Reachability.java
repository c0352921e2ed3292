package io.cutover.cli;

import io.cutover.config.AuthorityConfig;
import io.cutover.config.AuthorityConfig.Check;
import io.cutover.config.GatewayConfig;
import io.cutover.config.PlatformConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Whether what a configuration names can be reached from this machine. Opens connections, sends
 * nothing to platforms; blocks, each try for five seconds at most.
 */
final class Reachability {
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final GatewayConfig config;
  private final boolean noSecrets;

  /**
   * Looks at a configuration.
   *
   * @param noSecrets whether the clients' secrets are stand-ins: introspection is then connected to
   *     and not asked
   */
  Reachability(GatewayConfig config, boolean noSecrets) {
    this.config = config;
    this.noSecrets = noSecrets;
  }

  /** What came of one try. */
  record Found(boolean good, String line) {}

  List<Found> check() {
    List<Found> found = new ArrayList<>();
    config.platforms().values().stream()
        .sorted(Comparator.comparing(PlatformConfig::platform))
        .forEach(platform -> platform(platform, found));
    for (AuthorityConfig authority : config.authorities()) {
      String name = "authority " + authority.name() + ": ";
      switch (authority.check()) {
        case Check.Jwt jwt -> found.add(Endpoints.keySet(name, jwt.jwks()));
        case Check.Opaque(var introspection) -> {
          if (introspection != null) {
            found.add(
                noSecrets
                    ? tcp(name + "introspection ", introspection.url())
                    : Endpoints.introspection(name, introspection));
          }
        }
      }
    }
    return found;
  }

  private void platform(PlatformConfig platform, List<Found> found) {
    String name = "platform " + platform.platform().label() + ": ";
    var address = new InetSocketAddress(platform.connectHost(), platform.connectPort());
    String shown = platform.connectHost() + ":" + platform.connectPort();
    try {
      for (InetAddress one : InetAddress.getAllByName(platform.connectHost())) {
        if (OwnListeners.of(config).contain(one, platform.connectPort())) {
          found.add(
              new Found(
                  false,
                  name
                      + shown
                      + " is a listener of this gateway — requests would go in a circle; point"
                      + " url or connect at the platform itself"));
          return;
        }
      }
    } catch (UnknownHostException e) {
      found.add(new Found(false, name + "nobody knows the host " + platform.connectHost()));
      return;
    }
    boolean secure = "https".equals(platform.url().getScheme());
    found.add(connect(name + shown, address, secure ? platform.url().getHost() : ""));
    URI tokens = platform.tokenEndpoint();
    if (tokens != null) {
      found.add(tcp(name + "token endpoint ", tokens));
    }
  }

  private static Found tcp(String what, URI url) {
    boolean secure = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    return connect(
        what + url, new InetSocketAddress(url.getHost(), port), secure ? url.getHost() : "");
  }

  /**
   * Opens a connection.
   *
   * @param verified the name that TLS must prove; empty: no TLS
   */
  private static Found connect(String what, InetSocketAddress address, String verified) {
    int millis = Math.toIntExact(TIMEOUT.toMillis());
    try (var plain = new Socket()) {
      plain.connect(address, millis);
      plain.setSoTimeout(millis);
      if (!verified.isEmpty()) {
        handshake(plain, verified);
      }
      return new Found(true, what);
    } catch (IOException e) {
      String why = address.isUnresolved() ? "nobody knows this host" : e.getMessage();
      return new Found(false, what + ": " + why);
    }
  }

  private static void handshake(Socket plain, String verified) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (var secure = (SSLSocket) factory.createSocket(plain, verified, plain.getPort(), false)) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
    }
  }
}
