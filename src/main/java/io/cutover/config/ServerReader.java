package io.cutover.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the process itself is made of: {@code runtime limits shutdown listeners state}. */
final class ServerReader {
  private static final int MOST_LOOPS = 1024;
  private static final Duration DAY = Duration.ofDays(1);

  private static final Keys RUNTIME_KEYS = new Keys();
  private static final Key<Integer> EVENT_LOOPS =
      RUNTIME_KEYS.key(
          "eventLoops",
          Kind.wordOr("auto", 0, Scalars.integer(1, MOST_LOOPS)),
          "how many event loops; auto (the default): one per core");
  private static final Key<RuntimeConfig.Transport> TRANSPORT =
      RUNTIME_KEYS.key(
          "transport",
          Scalars.words(RuntimeConfig.Transport.class),
          "auto (the default: epoll, else nio), epoll, io_uring or nio");
  static final Kind<Block> RUNTIME = Kind.block(RUNTIME_KEYS);

  private static final Keys LIMITS_KEYS = new Keys();
  private static final Key<Integer> HEADER =
      LIMITS_KEYS.key(
          "header", Scalars.smallSize(256, 1 << 20), "one header line at most; 16KiB by default");
  private static final Key<Integer> HEADERS =
      LIMITS_KEYS.key(
          "headers", Scalars.smallSize(1024, 1 << 20), "a whole head at most; 64KiB by default");
  private static final Key<Integer> URI =
      LIMITS_KEYS.key(
          "uri", Scalars.smallSize(256, 1 << 20), "a request target at most; 16KiB by default");
  private static final Key<Integer> CONNECTIONS =
      LIMITS_KEYS.key(
          "connections",
          Scalars.integer(1, 1_000_000),
          "client connections open at once; 20000 by default");
  private static final Key<Integer> PER_ADDRESS =
      LIMITS_KEYS.key(
          "connectionsPerAddress",
          Kind.wordOr("none", 0, Scalars.integer(1, 1_000_000)),
          "of those, by one client address (IPv6: by its first 64 bits) that is no trusted proxy;"
              + " none by default");
  static final Kind<Block> LIMITS = Kind.block(LIMITS_KEYS);

  private static final Keys SHUTDOWN_KEYS = new Keys();
  private static final Key<Duration> DELAY =
      SHUTDOWN_KEYS.key(
          "delay",
          Scalars.duration(Duration.ZERO, DAY),
          "how long connections are still accepted after SIGTERM; 0s by default");
  private static final Key<Duration> DRAIN =
      SHUTDOWN_KEYS.key(
          "drain",
          Scalars.duration(Duration.ZERO, DAY),
          "how long open exchanges may take after that; 30s by default");
  static final Kind<Block> SHUTDOWN = Kind.block(SHUTDOWN_KEYS);

  private static final Keys LISTENER_KEYS = new Keys();
  private static final Key<Addresses.Address> ADDRESS =
      LISTENER_KEYS.required(
          "address", Addresses.LISTEN, "where clients connect, as 0.0.0.0:8080 or \"[::]:8080\"");
  private static final Key<Block> TLS =
      LISTENER_KEYS.key("tls", TlsReader.SERVER, "encrypted; plain without it");
  private static final Key<Boolean> PROXY_PROTOCOL =
      LISTENER_KEYS.key(
          "proxyProtocol",
          Scalars.either("none", "required"),
          "required: a load balancer says first who the client is (PROXY protocol, version 1 or 2);"
              + " none by default");
  static final Kind<Kind.Placed<ListenerConfig>> LISTENER =
      Kind.block(LISTENER_KEYS, ServerReader::listener);

  private static final Keys STATE_KEYS = new Keys().later("url", "prefix", "key");
  private static final Key<String> STORE =
      STATE_KEYS.key(
          "store", Scalars.words(Map.of("file", "file"), "redis"), "file: in this machine's files");
  private static final Key<String> PATH =
      STATE_KEYS.key("path", Scalars.TEXT, "the folder of the file store; var by default");
  static final Kind<Block> STATE = Kind.block(STATE_KEYS);

  private ServerReader() {}

  static RuntimeConfig runtime(Block block) {
    return new RuntimeConfig(
        block.get(EVENT_LOOPS, 0), block.get(TRANSPORT, RuntimeConfig.Transport.AUTO));
  }

  static LimitsConfig limits(Block block) {
    int header = block.get(HEADER, 16 << 10);
    int headers = block.get(HEADERS, 64 << 10);
    int uri = block.get(URI, 16 << 10);
    within(block, HEADER, header, headers);
    within(block, URI, uri, headers);
    return new LimitsConfig(
        header, headers, uri, block.get(CONNECTIONS, 20_000), block.get(PER_ADDRESS, 0));
  }

  private static void within(Block block, Key<Integer> key, int part, int whole) {
    if (part > whole) {
      Value at = block.has(key) ? block.at(key) : block.at(HEADERS);
      at.wrong(
          key.name()
              + " ("
              + Texts.size(part)
              + ") is more than headers ("
              + Texts.size(whole)
              + ")",
          "raise limits.headers or lower limits." + key.name());
    }
  }

  static ShutdownConfig shutdown(Block block) {
    return new ShutdownConfig(
        block.get(DELAY, Duration.ZERO), block.get(DRAIN, Duration.ofSeconds(30)));
  }

  private static Kind.@Nullable Placed<ListenerConfig> listener(Block block) {
    Addresses.Address address = block.need(ADDRESS);
    Block tlsBlock = block.get(TLS);
    ServerTlsConfig tls = tlsBlock == null ? null : TlsReader.server(tlsBlock);
    return address == null
        ? null
        : new Kind.Placed<>(
            block.at(ADDRESS),
            new ListenerConfig(
                address.host(), address.port(), tls, block.get(PROXY_PROTOCOL, false)));
  }

  static StateConfig state(Block block) {
    block.get(STORE);
    String named = block.get(PATH, "var");
    return new StateConfig(file(block.at(PATH), named, Path.of("var")));
  }

  /** Returns the file that is named here, absolute, or the other one when that was reported. */
  static Path file(Value at, String named, Path otherwise) {
    try {
      return at.source().resolve(named);
    } catch (InvalidPathException _) {
      at.wrong(at.shown() + " is no name of a file", "write a path");
      return otherwise;
    }
  }
}
