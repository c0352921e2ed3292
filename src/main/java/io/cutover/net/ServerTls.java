package io.cutover.net;

import io.cutover.config.ServerTlsConfig;
import io.cutover.config.TlsIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is in TLS: its certificates by the name that a client asks for. Never changed; a
 * reload puts another in its place, and connections keep what they began with. Thread-safe.
 */
final class ServerTls {
  private final ServerTlsConfig config;
  private final TicketKeys tickets;
  private final Map<String, SslContext> byName = new HashMap<>();
  private @Nullable SslContext otherwise;

  /**
   * Makes all contexts.
   *
   * @param before what is in force: whoever trusts the same clients goes on with its ticket keys
   * @throws IllegalStateException if one cannot be made; one line, says which
   */
  ServerTls(ServerTlsConfig config, @Nullable ServerTls before) {
    this.config = config;
    this.tickets = before != null && before.trustsAs(config) ? before.tickets : new TicketKeys();
    for (ServerTlsConfig.Certificate certificate : config.certificates()) {
      SslContext context = context(certificate.identity());
      if (certificate.hosts().isEmpty()) {
        otherwise = context;
      }
      certificate.hosts().forEach(host -> byName.put(host, context));
    }
    seal();
  }

  private boolean trustsAs(ServerTlsConfig other) {
    return config.clientAuth() == other.clientAuth() && config.trust().equals(other.trust());
  }

  private SslContext context(TlsIdentity identity) {
    X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
    try {
      SslContextBuilder builder =
          Tls.common(SslContextBuilder.forServer(identity.key(), chain), Tls.H2, Tls.HTTP_1_1);
      switch (config.clientAuth()) {
        case NONE -> builder.clientAuth(ClientAuth.NONE);
        case OPTIONAL -> builder.clientAuth(ClientAuth.OPTIONAL);
        case REQUIRED -> builder.clientAuth(ClientAuth.REQUIRE);
      }
      if (!config.trust().isEmpty()) {
        builder.trustManager(config.trust().toArray(X509Certificate[]::new));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the certificate in %s cannot be used: %s"
              .formatted(identity.chainFile(), e.getMessage()),
          e);
    }
  }

  /** Returns whether clients are asked for a certificate. */
  boolean asksClients() {
    return config.clientAuth() != ServerTlsConfig.ClientAuth.NONE;
  }

  /** Makes new tickets be sealed with a new key; those sealed before are good once more. */
  void rotate() {
    tickets.rotate();
    seal();
  }

  private void seal() {
    byName.values().forEach(this::seal);
    if (otherwise != null) {
      seal(otherwise);
    }
  }

  /** The JDK seals tickets with keys of its own. */
  private void seal(SslContext context) {
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setTicketKeys(tickets.all());
    }
  }

  /** Returns what speaks for a name, in lower case; null: nothing does. */
  @Nullable SslContext of(@Nullable String name) {
    if (name != null) {
      SslContext exact = byName.get(name);
      if (exact != null) {
        return exact;
      }
      // A star stands for one label (RFC 6125 §6.4.3).
      int dot = name.indexOf('.');
      SslContext wild = dot < 0 ? null : byName.get("*" + name.substring(dot));
      if (wild != null) {
        return wild;
      }
    }
    return otherwise;
  }
}
