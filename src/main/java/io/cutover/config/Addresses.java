package io.cutover.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of values that name a place on the network. No name is ever looked up here. */
final class Addresses {
  private static final Pattern LABELS =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
              + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
  private static final Map<String, Object> ADDRESS_SCHEMA =
      Scalars.pattern(".+:[0-9]{1,5}|.*\\$\\{.*");

  private Addresses() {}

  /** A host, without brackets, and a port. */
  record Address(String host, int port) {}

  /** Where to listen; port 0 is any free one. */
  static final Kind<Address> LISTEN =
      Scalars.text(ADDRESS_SCHEMA, (text, at) -> address(text, at, 0));

  /** Where to connect to. */
  static final Kind<Address> CONNECT =
      Scalars.text(ADDRESS_SCHEMA, (text, at) -> address(text, at, 1));

  /**
   * A host of requests: in lower case, without port and trailing dot; an IPv6 address in brackets.
   */
  static final Kind<String> HOST =
      Scalars.text(
          Map.of("type", "string", "minLength", 1),
          (text, at) -> {
            String host = text.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{0,5}$", "");
            host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            boolean good =
                bracketed
                    ? literal(host.substring(1, host.length() - 1)) != null && host.contains(":")
                    : isHost(host);
            if (good) {
              return host;
            }
            return at.wrong(
                at.shown() + " is no host",
                text.contains("*")
                    ? "write each host out, or remove hosts to match all"
                    : "write it as api.example.com (other scripts in their xn-- form)");
          });

  /** A name that a TLS client asks for: as a host, or with a star for its first label. */
  static final Kind<String> SERVER_NAME =
      Scalars.text(
          Map.of("type", "string", "minLength", 1),
          (text, at) -> {
            String name = text.toLowerCase(Locale.ROOT);
            String labels = name.startsWith("*.") ? name.substring(2) : name;
            return isHost(labels) && literal(labels) == null
                ? name
                : at.wrong(
                    at.shown() + " is no server name",
                    "write it as api.example.com or *.example.com");
          });

  /** A block of addresses. */
  static final Kind<Cidr> CIDR =
      Scalars.text(
          Scalars.pattern("[0-9A-Fa-f.:]+/[0-9]{1,3}|.*\\$\\{.*"),
          (text, at) -> {
            int slash = text.indexOf('/');
            InetAddress base = literal(slash < 0 ? text : text.substring(0, slash));
            if (base == null) {
              return at.wrong(at.shown() + " is no block of addresses", "write it as 10.0.0.0/8");
            }
            int bits = base.getAddress().length * 8;
            String prefix = slash < 0 ? "" : text.substring(slash + 1);
            if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
              return at.wrong(
                  at.shown() + (slash < 0 ? " has no prefix length" : " has a wrong prefix length"),
                  "write ADDRESS/PREFIX with a prefix from 0 to " + bits);
            }
            Cidr cidr = new Cidr(base, Integer.parseInt(prefix));
            return hasHostBits(cidr)
                ? at.wrong(
                    at.shown() + " has bits set after its prefix",
                    "write the first address of the block")
                : cidr;
          });

  /** An http or https URL whose path comes before others: no query, no slash at its end. */
  static final Kind<URI> BASE_URL =
      url(
          (uri, at) -> {
            String path = String.valueOf(uri.getRawPath());
            if (uri.getRawQuery() != null) {
              return at.wrong(at.shown() + " has a query", "remove what follows the '?'");
            }
            if (path.isEmpty() || path.equals("/")) {
              return rebuilt(uri, "");
            }
            String stripped = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            String problem = HttpWords.problemOfPath(stripped);
            return problem == null
                ? rebuilt(uri, stripped)
                : at.wrong("the path of " + at.shown() + " " + problem, "write a plain path");
          });

  /** An http or https URL of one resource. */
  static final Kind<URI> URL = url((uri, _) -> uri);

  private static Kind<URI> url(UriCheck check) {
    return Scalars.text(
        Scalars.pattern("[Hh][Tt][Tt][Pp][Ss]?://.+|.*\\$\\{.*"),
        (text, at) -> {
          // What stands before an '@' may be a password: it is not shown.
          String shown = text.contains("@") ? "this" : at.shown();
          URI uri;
          try {
            uri = new URI(text);
          } catch (URISyntaxException _) {
            return at.wrong(shown + " is no URL", "write it as https://host/path");
          }
          String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
          if (!scheme.equals("https") && !scheme.equals("http")) {
            return at.wrong(shown + " is no http or https URL", "write it as https://host/path");
          }
          if (uri.getRawUserInfo() != null) {
            return at.wrong("has a user or password", "remove what stands before the '@'");
          }
          if (uri.getHost() == null || !isHostOrBracketed(uri.getHost())) {
            return at.wrong(shown + " has no valid host", "write it as https://host/path");
          }
          if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return at.wrong(shown + " has no valid port", "write 1 to 65535, or no port");
          }
          if (uri.getRawFragment() != null) {
            return at.wrong(shown + " has a fragment", "remove what follows the '#'");
          }
          if (text.chars().anyMatch(c -> c > 0x7E)) {
            return at.wrong(shown + " is not in ASCII", "percent-encode it");
          }
          return check.check(uri, at);
        });
  }

  private interface UriCheck {
    @Nullable URI check(URI uri, Value at);
  }

  private static URI rebuilt(URI uri, String path) {
    return URI.create(
        String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)
            + "://"
            + uri.getRawAuthority().toLowerCase(Locale.ROOT)
            + path);
  }

  /** Returns the host of a URL as it is connected to: without brackets. */
  static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return String.valueOf(uri.getScheme()).equalsIgnoreCase("https") ? 443 : 80;
  }

  /** Returns whether what is sent to this URL can be read or changed on its way by others. */
  static boolean isExposed(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme()) && !isLoopback(host(uri));
  }

  /** Reports a URL that is exposed unless the block says {@code insecure: true}. */
  static <T> void guard(Block block, Key<T> key, @Nullable URI uri, Key<Boolean> insecure) {
    if (uri != null && isExposed(uri) && !block.get(insecure, false)) {
      block
          .at(key)
          .wrong(
              block.at(key).shown() + " is not encrypted, and not loopback",
              "write https, or insecure: true beside it");
    }
  }

  static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    InetAddress address = literal(name);
    return address != null
        ? address.isLoopbackAddress()
        : name.equals("localhost") || name.endsWith(".localhost");
  }

  private static @Nullable Address address(String text, Value at, int leastPort) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    String port = colon < 0 ? "" : text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.contains(":")) {
      return at.wrong(at.shown() + " is no address", "write an IPv6 address as [::]:8080");
    }
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < leastPort
        || Integer.parseInt(port) > 65_535) {
      return at.wrong(
          at.shown() + " has no valid port",
          "write HOST:PORT, the port from " + leastPort + " to 65535");
    }
    String bare = bracketed ? host.substring(1, host.length() - 1) : host.toLowerCase(Locale.ROOT);
    if (bare.isEmpty()) {
      return at.wrong(
          at.shown() + " has no host", "write 0.0.0.0" + text + " to mean every address");
    }
    boolean good = bracketed ? bare.contains(":") && literal(bare) != null : isHost(bare);
    return good
        ? new Address(bare, Integer.parseInt(port))
        : at.wrong(at.shown() + " has no valid host", "write HOST:PORT, as 0.0.0.0:8080");
  }

  private static boolean isHostOrBracketed(String host) {
    return host.startsWith("[")
        ? literal(host.substring(1, host.length() - 1)) != null
        : isHost(host.toLowerCase(Locale.ROOT));
  }

  /** A name whose last label is a number is an IPv4 address or nothing. */
  private static boolean isHost(String host) {
    String lastLabel = host.substring(host.lastIndexOf('.') + 1);
    return lastLabel.matches("[0-9]+")
        ? host.matches("[0-9]+(\\.[0-9]+){3}") && literal(host) != null
        : LABELS.matcher(host).matches();
  }

  private static @Nullable InetAddress literal(String text) {
    if (!text.matches("[0-9A-Fa-f:.]{2,45}") || !text.matches(".*[.:].*")) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static boolean hasHostBits(Cidr cidr) {
    String bits = new java.math.BigInteger(1, cidr.base().getAddress()).toString(2);
    int all = cidr.base().getAddress().length * 8;
    String padded = "0".repeat(all - bits.length()) + bits;
    return padded.substring(cidr.prefix()).contains("1");
  }
}
