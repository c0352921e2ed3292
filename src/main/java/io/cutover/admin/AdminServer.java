package io.cutover.admin;

import io.cutover.config.AdminConfig;
import io.cutover.config.AdminConfig.OperatorConfig;
import io.cutover.config.TlsIdentity;
import io.cutover.net.Listeners;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operators' listener, and the probes' where one is configured: HTTP/1.1, one virtual thread
 * per connection, so that a call may wait. The request path never waits for any of this.
 */
public final class AdminServer implements AutoCloseable {
  // Nobody needs more, and what they hold is taken from the traffic's memory.
  private static final int CONNECTIONS = 256;
  private static final String PROBES = "probes";

  // Held, for a logger that nothing refers to forgets its level. What it says of its sockets is
  // said by us; a port in use is reported here, in one line, and not by a stack trace there.
  private static final Logger HELIDON = Logger.getLogger("io.helidon");
  private static final Logger LOOM = Logger.getLogger("io.helidon.webserver.LoomServer");

  private final AdminConfig config;
  private final Hosts hosts;
  private final List<Door> doors;
  private final Places places;
  private final Operators operators;
  private final EventsApi events;
  private final SlowRequests slow;
  private final WebServer server;
  private volatile @Nullable TlsIdentity tls;

  private AdminServer(
      AdminConfig config,
      Hosts hosts,
      List<Door> doors,
      Places places,
      Operators operators,
      EventsApi events,
      SlowRequests slow,
      WebServer server) {
    this.config = config;
    this.hosts = hosts;
    this.doors = List.copyOf(doors);
    this.places = places;
    this.operators = operators;
    this.events = events;
    this.slow = slow;
    this.server = server;
    this.tls = config.tls();
  }

  /** What came of starting. */
  public sealed interface Started {
    /** It listens. */
    record Listening(AdminServer server) implements Started {}

    /** It does not; the detail is one line that says what to do. */
    record Refused(String detail) implements Started {}
  }

  /** Starts the listeners. Blocks until they listen. */
  public static Started start(AdminConfig config, AdminRooms rooms) {
    return start(config, rooms, Duration.ofSeconds(10));
  }

  /**
   * Starts them.
   *
   * @param patience for a request to arrive, and again for its answer to leave
   */
  static Started start(AdminConfig config, AdminRooms rooms, Duration patience) {
    String inUse = bindable("admin.address", config.host(), config.port());
    if (inUse == null && config.probesHost() != null) {
      inUse = bindable("admin.probes", config.probesHost(), config.probesPort());
    }
    if (inUse != null) {
      return new Started.Refused(inUse);
    }
    HELIDON.setLevel(Level.WARNING);
    LOOM.setLevel(Level.OFF);
    var operators = new Operators(config.operators(), new FailedLogins(rooms.nanos()));
    var slow = new SlowRequests(patience);
    var sessions = new Sessions(operators, config.tls() != null, rooms.nanos());
    var probes = new Places(new Probes(rooms).places().toList());
    var events = new EventsApi(rooms);
    var routes = new RoutesApi(rooms);
    var all =
        new Places(
            Stream.of(
                    new Probes(rooms).places(),
                    sessions.places(),
                    routes.places(),
                    new PlansApi(rooms).places(),
                    new GatewayApi(rooms).places(),
                    new PreviewApi(rooms).places(),
                    new ConfigPreviewApi(rooms).places(),
                    new PinApi(rooms).places(),
                    new TokensApi(rooms).places(),
                    new ExplainApi(rooms).places(),
                    new ReportApi(rooms).places(),
                    new ChangesApi(rooms).places(),
                    new ApplicationsApi(rooms.applications()).places(),
                    events.places(),
                    OpenApi.places())
                .flatMap(places -> places)
                .toList());
    var entrance = new Entrance(all, new Files("/console"), operators, sessions, slow);
    var builder = WebServer.builder().shutdownHook(false);
    var hosts = new Hosts(config.host(), config.hosts());
    List<Door> doors = new ArrayList<>(List.of(new Door(entrance, hosts)));
    listener(builder, config.host(), config.port(), doors.getFirst(), slow);
    TlsIdentity identity = config.tls();
    if (identity != null) {
      builder.tls(tls(identity));
    }
    if (config.probesHost() != null) {
      var socket = ListenerConfig.builder().name(PROBES);
      var few = new Entrance(probes, new Files(null), operators, sessions, slow);
      var any = new Hosts(config.probesHost(), Set.of());
      doors.add(new Door(few, any));
      listener(socket, config.probesHost(), config.probesPort(), doors.getLast(), slow);
      builder.putSocket(PROBES, socket.build());
    }
    WebServer server = builder.build().start();
    if (!server.isRunning()) {
      events.close();
      slow.close();
      return new Started.Refused(
          "the admin listener cannot start on "
              + show(config.host(), config.port())
              + " — see that nothing else listens there, or change admin.address");
    }
    WarmUp.of(config, server.port(), routes::rehearse);
    return new Started.Listening(
        new AdminServer(config, hosts, doors, all, operators, events, slow, server));
  }

  private static void listener(
      ListenerConfig.BuilderBase<?, ?> listener,
      String host,
      int port,
      Door door,
      SlowRequests slow) {
    listener
        .bindAddress(new InetSocketAddress(host, port))
        .maxTcpConnections(CONNECTIONS)
        .idleConnectionTimeout(Duration.ofSeconds(60))
        .idleConnectionPeriod(Duration.ofSeconds(10))
        .shutdownGracePeriod(Duration.ofSeconds(2))
        .directHandlers(problems())
        .addProtocol(Http1Config.builder().addReceiveListener(slow).build())
        .routing(routing -> routing.any(door::handle));
  }

  /** What the server refuses before it knows whose call it is: malformed or oversized heads. */
  private static DirectHandlers problems() {
    var handlers = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, fields, message) -> {
            var problem =
                Answer.problem(status.code(), "this is no well-formed request within the limits");
            var response =
                DirectHandler.TransportResponse.builder()
                    .status(status)
                    .keepAlive(false)
                    .header(HeaderNames.CONTENT_TYPE, problem.contentType())
                    .entity(problem.body());
            AnswerFields.ALWAYS.forEach(response::header);
            return response.build();
          });
    }
    return handlers.build();
  }

  /** Returns what is wrong with an address, or null. */
  private static @Nullable String bindable(String key, String host, int port) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
      return null;
    } catch (IOException e) {
      return "cannot listen on "
          + show(host, port)
          + ": "
          + e.getMessage()
          + " — stop what listens there, or change "
          + key;
    }
  }

  private static String show(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Returns where operators call it, with the port that was taken. */
  public InetSocketAddress address() {
    return new InetSocketAddress(config.host(), server.port());
  }

  /** Returns where operators call it, then where probes do, if they have a listener. */
  public List<String> urls() {
    String scheme = config.tls() == null ? "http" : "https";
    String operators = Listeners.url(scheme, address());
    String probes = config.probesHost();
    return probes == null
        ? List.of(operators)
        : List.of(
            operators, Listeners.url("http", new InetSocketAddress(probes, server.port(PROBES))));
  }

  /** Returns every endpoint of the operators' listener. */
  List<Call.Place> places() {
    return places.all();
  }

  /**
   * Puts other operators, hosts and another certificate in force, from the next call or connection
   * on; addresses, and whether it is encrypted, need a restart.
   */
  public void reconfigure(AdminConfig next) {
    operators(next.operators());
    hosts.replace(next.hosts());
    TlsIdentity identity = next.tls();
    if (identity != null && !identity.equals(tls)) {
      server.reloadTls(tls(identity));
      tls = identity;
    }
  }

  void operators(List<OperatorConfig> next) {
    operators.replace(next);
  }

  private static Tls tls(TlsIdentity identity) {
    return Tls.builder()
        .privateKey(identity.key())
        .privateKeyCertChain(identity.chain())
        .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
        .build();
  }

  /** Returns whether operators call it by https. */
  public boolean isEncrypted() {
    return config.tls() != null;
  }

  /** Ends it; calls that are being answered have two seconds. */
  @Override
  public void close() {
    events.close();
    server.stop();
    slow.close();
    doors.forEach(Door::shut);
  }
}
