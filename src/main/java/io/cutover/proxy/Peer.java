package io.cutover.proxy;

import io.cutover.net.Arrival;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a client's connection.
 *
 * @param address as seen here; IPv4-mapped ones as IPv4
 * @param forwarded the lines that tell a platform of it when nothing that the client says is
 *     believed
 * @param certificate the lines that tell a platform which certificate it showed and proved; empty
 *     without one. What a client itself says in such fields never passes
 */
record Peer(InetAddress address, byte[] text, String scheme, byte[] forwarded, byte[] certificate) {
  static Peer of(Arrival arrival) {
    // Java turns IPv4-mapped addresses into IPv4 ones by itself.
    InetAddress address = arrival.remote().getAddress();
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    text = zone < 0 ? text : text.substring(0, zone);
    String scheme = arrival.tls() ? "https" : "http";
    String lines = "X-Forwarded-For: " + text + "\r\nX-Forwarded-Proto: " + scheme + "\r\n";
    return new Peer(address, ascii(text), scheme, ascii(lines), lines(arrival.certificate()));
  }

  /** The certificate as RFC 9440 writes it, and its subject as RFC 2253 does, in ASCII. */
  private static byte[] lines(@Nullable X509Certificate certificate) {
    if (certificate == null) {
      return new byte[0];
    }
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    StringBuilder escaped = new StringBuilder();
    for (byte b : subject.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f) {
        escaped.append((char) b);
      } else {
        escaped.append("\\%02X".formatted(b));
      }
    }
    try {
      String der = Base64.getEncoder().encodeToString(certificate.getEncoded());
      return ascii("Client-Cert: :" + der + ":\r\nX-Cutover-Client-Subject: " + escaped + "\r\n");
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that was read from its encoding", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
