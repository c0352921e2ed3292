package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cutover.admin.Reload;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards clients and platforms: who is who, and what changes while it runs. */
class TlsIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET /api HTTP/1.1\r\nHost: api.example.com\r\n";
  private static final String ROUTES =
      "routes: [ { name: api, match: { path: / }, share: 0%, auth: none, stickBy: request } ]";

  @TempDir Path folder;
  private Pki pki;
  private RawPlatform old;
  private Stand stand;

  @BeforeEach
  void prepare() throws Exception {
    pki = new Pki(folder);
    old = RawPlatform.answering(OK);
  }

  @AfterEach
  void close() {
    if (stand != null) {
      stand.close();
    }
    old.close();
  }

  private static String listener(String tls) {
    return "[ { address: \"127.0.0.1:0\", tls: { " + tls + " } } ]";
  }

  private void start(String tls) {
    stand = Stand.start(listener(tls), old.url(), old.url(), ROUTES);
  }

  private String certificates() throws Exception {
    return "certificates: [ { hosts: [api.example.com], %s }, { hosts: [\"*.example.com\"], %s }, { %s } ]"
        .formatted(
            pki.write("exact", pki.issue("exact", "api.example.com")),
            pki.write("wild", pki.issue("wild", "www.example.com")),
            pki.write("default", pki.issue("default", "localhost")));
  }

  @Test
  void theNameAskedForChoosesTheCertificate() throws Exception {
    start(certificates());
    var client = new Pki.Client(null);
    for (String[] each :
        new String[][] {
          {"api.example.com", "CN=exact"},
          {"API.Example.com", "CN=exact"},
          {"www.example.com", "CN=wild"},
          {"a.b.example.com", "CN=default"},
          {"example.com", "CN=default"},
          {null, "CN=default"}
        }) {
      try (SSLSocket socket = client.connect(stand.port(), each[0])) {
        assertThat(Pki.subject(socket)).isEqualTo(each[1]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void requestsPassAndAClientResumesWithoutAFullHandshake(String version) throws Exception {
    start(certificates());
    var client = new Pki.Client(null);
    for (int i = 0; i < 3; i++) {
      try (RawClient http = client.http(stand.port(), "api.example.com", version)) {
        assertThat(((SSLSocket) http.socket).getSession().getProtocol()).isEqualTo(version);
        http.send(GET + "\r\n" + GET + "\r\n");
        assertThat(http.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        assertThat(http.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
      }
    }

    assertThat(client.verified).hasValue(1);
    assertThat(old.received().getFirst()).contains("X-Forwarded-Proto: https\r\n");
  }

  @Test
  void aNameThatNothingSpeaksForIsRefused() throws Exception {
    start(
        "certificates: [ { hosts: [api.example.com], %s } ]"
            .formatted(pki.write("a", pki.issue("a", "api.example.com"))));
    var client = new Pki.Client(null);

    assertThatThrownBy(() -> client.connect(stand.port(), "other.example.com"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unrecognized_name");
    assertThatThrownBy(() -> client.connect(stand.port(), null)).isInstanceOf(SSLException.class);
  }

  @Test
  void aNewCertificateIsTakenUpAndNoConnectionIsDropped() throws Exception {
    String tls = "certificates: [ { %s } ]".formatted(pki.write("c", pki.issue("first", "a")));
    start(tls);
    var client = new Pki.Client(null);
    try (RawClient open = client.http(stand.port(), "a")) {
      open.send(GET + "\r\n");
      assertThat(open.readAnswer()).endsWith("ok");
      X509Bundle second = pki.issue("second", "a");
      pki.write("c", second);

      stand.gateway().reload();

      try (SSLSocket socket = new Pki.Client(null).connect(stand.port(), "a")) {
        assertThat(Pki.subject(socket)).isEqualTo("CN=second");
      }
      open.send(GET + "\r\n");
      assertThat(open.readAnswer()).endsWith("ok");
      assertThat(stand.metrics())
          .contains(
              "cutover_certificate_not_after_timestamp_seconds{name=\"default\",side=\"listener\"}");
    }
  }

  @Test
  void aBadNewFileIsRefusedAndTheLastGoodCertificateStays() throws Exception {
    start("certificates: [ { %s } ]".formatted(pki.write("c", pki.issue("good", "a"))));
    String key = pki.issue("other", "a").getPrivateKeyPEM();
    for (String bad : new String[] {"", "-----BEGIN PRIVATE KEY-----\nAAAA\n", key}) {
      Files.writeString(folder.resolve("c.key"), bad);

      Object result = stand.gateway().reload();

      assertThat(result).isInstanceOf(Reload.Result.Refused.class);
      assertThat(((Reload.Result.Refused) result).errors().getFirst())
          .contains("listeners[0].tls.certificates[0].key");
      try (SSLSocket socket = new Pki.Client(null).connect(stand.port(), "a")) {
        assertThat(Pki.subject(socket)).isEqualTo("CN=good");
      }
    }
    assertThat(stand.metrics()).contains("cutover_config_last_reload_successful 0.0");
  }

  @Test
  void aClientThatMustShowACertificateIsToldToThePlatformAndCannotBeForged() throws Exception {
    start(certificates() + ", clientAuth: required, trust: \"%s\"".formatted(pki.ca()));
    X509Bundle alice = pki.issue("alice, OU=caf\u00e9");
    try (RawClient http = new Pki.Client(alice).http(stand.port(), "api.example.com")) {
      http.send(
          GET
              + "Client-Cert: :forged:\r\nX-Cutover-Client-Subject: CN=root\r\n"
              + "X-WSO2-Client-Certificate: forged\r\nX_SSL_Client_Cert: forged\r\n\r\n");
      assertThat(http.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
    String der = Base64.getEncoder().encodeToString(alice.getCertificate().getEncoded());
    assertThat(old.received().getFirst())
        .contains("Client-Cert: :" + der + ":\r\n")
        .contains("X-Cutover-Client-Subject: CN=alice,OU=caf\\C3\\A9\r\n")
        .doesNotContain("forged")
        .doesNotContain("root");

    assertThatThrownBy(() -> speak(new Pki.Client(null))).isInstanceOf(Exception.class);
    var strangers = new Pki(Files.createDirectory(folder.resolve("strangers")));
    assertThatThrownBy(() -> speak(new Pki.Client(strangers.issue("mallory"))))
        .isInstanceOf(Exception.class);
    assertThat(old.received()).hasSize(1);
  }

  /** In TLS 1.3 a client hears only on its first read that it was refused. */
  private void speak(Pki.Client client) throws Exception {
    try (SSLSocket socket = client.connect(stand.port(), "api.example.com")) {
      socket.getOutputStream().write((GET + "\r\n").getBytes());
      if (socket.getInputStream().read() < 0) {
        throw new SSLException("closed");
      }
    }
  }

  @Test
  void aClientThatMayShowACertificateNeedNot() throws Exception {
    start(certificates() + ", clientAuth: optional, trust: \"%s\"".formatted(pki.ca()));
    try (RawClient http = new Pki.Client(null).http(stand.port(), "api.example.com")) {
      http.send(GET + "Client-Cert: :forged:\r\n\r\n");
      assertThat(http.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(old.received().getFirst()).doesNotContain("Client-Cert");
  }

  @Test
  void aHelloWithoutEndOrNoHelloAtAllEndsTheConnection() throws Exception {
    start(certificates());
    byte[] endless = new byte[5 + 16_000];
    endless[0] = 0x16;
    endless[1] = 3;
    endless[2] = 1;
    endless[3] = (byte) (16_000 >> 8);
    endless[4] = (byte) 16_000;
    endless[5] = 1;
    endless[6] = 0x7f; // says that megabytes follow
    try (RawClient raw = new RawClient(stand.port())) {
      raw.send(endless);
      raw.readAll();
    }
    try (RawClient raw = new RawClient(stand.port())) {
      raw.send(GET + "\r\n");
      assertThat(raw.readAll()).doesNotContain("HTTP/1.1 200");
    }
    assertThat(old.received()).isEmpty();
  }

  @Test
  void aPlatformIsVerifiedByItsNameAndShownOurCertificate() throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            serverContext(pki.issue("platform", "localhost"))
                .getServerSocketFactory()
                .createServerSocket(0, 100, java.net.InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    var subject = new java.util.concurrent.CompletableFuture<String>();
    try (RawPlatform secure =
        new RawPlatform(
            server,
            connection -> {
              while (connection.readHead() != null) {
                subject.complete(
                    ((SSLSocket) connection.socket).getSession().getPeerPrincipal().getName());
                connection.send(OK);
              }
            })) {
      String egress = pki.write("egress", pki.issue("egress"));
      String tls =
          "\", tls: { trust: \"%s\", clientCertificate: { %s } }, name: \"x"
              .formatted(pki.ca(), egress);
      String good = "https://localhost:" + server.getLocalPort() + tls;
      String wrongName = "https://127.0.0.1:" + server.getLocalPort() + tls;
      stand = Stand.start("[ { address: \"127.0.0.1:0\" } ]", good, wrongName, ROUTES);

      assertThat(stand.get("/x").statusCode()).isEqualTo(200);
      assertThat(subject.get()).isEqualTo("CN=egress");
      assertThat(stand.metrics())
          .contains(
              "cutover_certificate_not_after_timestamp_seconds{name=\"client\",side=\"old\"}");
      stand.share("api", "100%");
      assertThat(stand.get("/x").statusCode()).isEqualTo(502);
      assertThat(stand.metrics())
          .containsPattern(
              "cutover_upstream_errors_total\\{kind=\"connect\",platform=\"new\",route=\"api\"}"
                  + " [1-9]");
    }
  }

  @Test
  void anAnswerThatOnlyTheConnectionEndsMustBeEndedByThePlatformItself() throws Exception {
    var context = serverContext(pki.issue("platform", "localhost"));
    var whole = new java.util.concurrent.atomic.AtomicBoolean(true);
    try (RawPlatform secure =
        new RawPlatform(
            connection -> {
              var tls =
                  (SSLSocket)
                      context.getSocketFactory().createSocket(connection.socket, null, false);
              var in = tls.getInputStream();
              for (int last = 0; last != 0x0d0a0d0a; ) {
                last = (last << 8) | in.read();
              }
              tls.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nhalf".getBytes());
              if (whole.get()) {
                tls.close();
              }
            })) {
      String url =
          secure.url().replace("http://127.0.0.1", "https://localhost")
              + "\", tls: { trust: \"%s\" }, name: \"x".formatted(pki.ca());
      stand = Stand.start("[ { address: \"127.0.0.1:0\" } ]", url, url, ROUTES);

      assertThat(stand.get("/x").body()).isEqualTo("half");
      whole.set(false);
      assertThatThrownBy(() -> stand.get("/x")).isInstanceOf(java.io.UncheckedIOException.class);
    }
  }

  private javax.net.ssl.SSLContext serverContext(X509Bundle bundle) throws Exception {
    var context = javax.net.ssl.SSLContext.getInstance("TLS");
    context.init(
        bundle.toKeyManagerFactory().getKeyManagers(),
        pki.authority.toTrustManagerFactory().getTrustManagers(),
        null);
    return context;
  }
}
