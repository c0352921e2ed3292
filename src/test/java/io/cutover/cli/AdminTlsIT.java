package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.Gateway;
import io.cutover.admin.Reload;
import io.cutover.cli.Typed.By;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real gateway whose admin address is encrypted and has a name. */
class AdminTlsIT {
  private static final String TOKEN = "operator-by-tls";

  @TempDir Path folder;
  private X509Bundle authority;
  private Path file;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=Test Authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
    issue(1);
    file = folder.resolve("cutover.yaml");
    configure("hosts: [cutover.example.com],");
    gateway = Gateway.start(file, _ -> TOKEN);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void issue(int serial) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=admin")
            .serial(BigInteger.valueOf(serial))
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    Files.writeString(folder.resolve("admin.pem"), bundle.getCertificatePathPEM());
    Files.writeString(folder.resolve("admin.key"), bundle.getPrivateKeyPEM());
  }

  private void configure(String hosts) throws Exception {
    Files.writeString(
        file,
        """
        version: 1
        runtime: { eventLoops: 1 }
        accessLog: none
        listeners: [ { address: "127.0.0.1:0" } ]
        admin:
          { address: "0.0.0.0:0", %s tls: { chain: admin.pem, key: admin.key },
            operators: [ { name: ops, role: admin, token: "${env:T}" } ] }
        platforms: { old: { url: "http://127.0.0.1:9" }, new: { url: "http://127.0.0.1:9" } }
        routes: [ { name: orders, match: { path: / }, share: 5%%, auth: none, stickBy: ip } ]
        """
            .formatted(hosts));
  }

  private int port() {
    return gateway.adminAddress().getPort();
  }

  private By operator() {
    return By.script()
        .env("CUTOVER_ADMIN", "https://localhost:" + port())
        .env("CUTOVER_TOKEN", TOKEN);
  }

  private String ca() {
    return folder.resolve("ca.pem").toString();
  }

  @Test
  void theCommandsTrustWhoTheyAreTold() {
    Typed trusting = operator().types("share", "orders", "6%", "--reason", "r", "--ca", ca());
    assertThat(trusting.exit()).as(trusting.err()).isZero();
    assertThat(operator().env("CUTOVER_CA", ca()).types("status").out()).contains("orders", "6%");

    Typed strange = operator().types("status");
    assertThat(strange.exit()).isEqualTo(Exit.UNREACHABLE);
    Typed nothing = operator().types("status", "--ca", file.toString());
    assertThat(nothing.exit()).isEqualTo(Exit.USAGE);
    assertThat(nothing.err()).contains("holds no certificates").hasLineCount(1);
    assertThat(gateway.ready()).contains("admin https://");
  }

  @Test
  void whoClaimsToBeSomebodyIsInTheAuditAsThat() {
    Typed typed =
        operator().types("share", "orders", "7%", "--reason", "r", "--as", "Olga K", "--ca", ca());

    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(operator().types("audit", "-o", "json", "--ca", ca()).out())
        .contains("\"as\" : \"Olga K\"");
    assertThat(operator().types("status", "--as", " ", "--ca", ca()).exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void onlyTheNamesInTheFileAreAnswered() throws Exception {
    assertThat(get("/api/v1/routes", "cutover.example.com")).startsWith("HTTP/1.1 401");
    assertThat(get("/api/v1/routes", "CUTOVER.example.com:443")).startsWith("HTTP/1.1 401");
    assertThat(get("/api/v1/routes", "rebound.example.net")).startsWith("HTTP/1.1 403");
    // Probes come by address.
    assertThat(get("/healthz", "10.1.2.3:9900")).startsWith("HTTP/1.1 200");

    configure("");
    assertThat(gateway.reload()).isInstanceOf(Reload.Result.Reloaded.class);
    assertThat(get("/api/v1/routes", "rebound.example.net")).startsWith("HTTP/1.1 401");
  }

  @Test
  void aSessionIsForEncryptedConnectionsOnly() throws Exception {
    String body = "{\"token\":\"" + TOKEN + "\"}";

    assertThat(
            answer(
                "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(body.length(), body)))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("; Secure");
  }

  @Test
  void anotherCertificateComesIntoForceWithoutARestart() throws Exception {
    assertThat(certificate().getSerialNumber()).isEqualTo(1);

    issue(2);
    assertThat(gateway.reload()).isInstanceOf(Reload.Result.Reloaded.class);

    assertThat(certificate().getSerialNumber()).isEqualTo(2);
    Files.writeString(
        file, Files.readString(file).replaceFirst("tls: \\{[^}]*}", "insecure: true"));
    assertThat(gateway.reload())
        .isInstanceOfSatisfying(
            Reload.Result.Refused.class,
            refused -> assertThat(refused.errors()).containsExactly("admin.tls"));
  }

  private String get(String path, String host) throws Exception {
    return answer("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
  }

  private String answer(String request) throws Exception {
    try (SSLSocket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private X509Certificate certificate() throws Exception {
    try (SSLSocket socket = connect()) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private SSLSocket connect() throws Exception {
    var context = Trust.of(folder.resolve("ca.pem"));
    assertThat(context).isNotNull();
    return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port());
  }
}
