package io.cutover.upstream;

import io.cutover.config.ClientTlsConfig;
import io.cutover.config.PlatformConfig.Protocol;
import io.cutover.config.TlsIdentity;
import io.cutover.net.Tls;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS to platforms: one context for all connections that trust and show the same. The name of the
 * platform is verified always. Thread-safe.
 */
final class ClientTls {
  private final Map<Kind, SslContext> contexts = new ConcurrentHashMap<>();

  /** What contexts differ by. */
  private record Kind(ClientTlsConfig tls, Protocol protocol) {
    static Kind of(Endpoint endpoint) {
      return new Kind(endpoint.tls(), endpoint.protocol());
    }
  }

  /** Returns the handler of a new connection; null: it is plain. */
  @Nullable SslHandler handler(Endpoint endpoint, Channel channel) {
    if (endpoint.tlsName() == null) {
      return null;
    }
    SslHandler handler =
        contexts
            .computeIfAbsent(Kind.of(endpoint), ClientTls::context)
            .newHandler(channel.alloc(), endpoint.tlsName(), endpoint.port());
    handler.setHandshakeTimeout(endpoint.connectTimeout(), TimeUnit.NANOSECONDS);
    return handler;
  }

  private static SslContext context(Kind kind) {
    ClientTlsConfig config = kind.tls();
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (!config.trust().isEmpty()) {
      builder.trustManager(config.trust().toArray(X509Certificate[]::new));
    }
    TlsIdentity identity = config.clientCertificate();
    if (identity != null) {
      builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new));
    }
    try {
      String[] protocols =
          switch (kind.protocol()) {
            case AUTO -> new String[] {Tls.H2, Tls.HTTP_1_1};
            case H1 -> new String[] {Tls.HTTP_1_1};
            case H2 -> new String[] {Tls.H2};
          };
      return Tls.common(builder, protocols).endpointIdentificationAlgorithm("HTTPS").build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Lets go of what no endpoint among these uses. */
  void retain(Collection<Endpoint> endpoints) {
    contexts.keySet().retainAll(endpoints.stream().map(Kind::of).collect(Collectors.toSet()));
  }
}
