package io.cutover.e2e;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An authority of its own, whose certificates are written to files as operators do. */
final class Pki {
  final X509Bundle authority;
  private final Path folder;

  Pki(Path folder) throws Exception {
    this.folder = folder;
    this.authority =
        new CertificateBuilder()
            .subject("CN=Test Authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
  }

  X509Bundle issue(String subject, String... names) throws Exception {
    CertificateBuilder builder = new CertificateBuilder().ecp256().subject("CN=" + subject);
    for (String name : names) {
      builder.addSanDnsName(name);
    }
    return builder.buildIssuedBy(authority);
  }

  /** Writes {@code NAME.pem} and {@code NAME.key}; returns what the configuration says of them. */
  String write(String name, X509Bundle bundle) throws Exception {
    Files.writeString(folder.resolve(name + ".pem"), bundle.getCertificatePathPEM());
    Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
    return "chain: \"%s\", key: \"%s\""
        .formatted(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  Path ca() {
    return folder.resolve("ca.pem");
  }

  /** A client that trusts this authority, and what it went through. */
  static final class Client {
    final SSLContext context;
    final AtomicInteger verified = new AtomicInteger();

    Client(X509Bundle shown) throws Exception {
      context = SSLContext.getInstance("TLS");
      KeyManager[] keys = null;
      if (shown != null) {
        KeyManagerFactory factory = shown.toKeyManagerFactory();
        keys = factory.getKeyManagers();
      }
      context.init(keys, new TrustManager[] {new Counting()}, new SecureRandom());
    }

    private final class Counting implements X509TrustManager {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String type) {}

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String type) {
        verified.incrementAndGet();
      }

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
      }
    }

    /** Connects and shakes hands. */
    SSLSocket connect(int port, String name, String... protocols) throws Exception {
      Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
      if (protocols.length > 0) {
        parameters.setProtocols(protocols);
      }
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(30_000);
      socket.startHandshake();
      return socket;
    }

    RawClient http(int port, String name, String... protocols) throws Exception {
      return new RawClient(connect(port, name, protocols));
    }
  }

  static String subject(SSLSocket socket) throws Exception {
    X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return first.getSubjectX500Principal().getName();
  }
}
