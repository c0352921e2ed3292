package io.cutover.upstream;

import io.cutover.config.ClientTlsConfig;
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
  private final Map<ClientTlsConfig, SslContext> contexts = new ConcurrentHashMap<>();

  /** Returns the handler of a new connection; null: it is plain. */
  @Nullable SslHandler handler(Endpoint endpoint, Channel channel) {
    if (endpoint.tlsName() == null) {
      return null;
    }
    SslHandler handler =
        contexts
            .computeIfAbsent(endpoint.tls(), ClientTls::context)
            .newHandler(channel.alloc(), endpoint.tlsName(), endpoint.port());
    handler.setHandshakeTimeout(endpoint.connectTimeout(), TimeUnit.NANOSECONDS);
    return handler;
  }

  private static SslContext context(ClientTlsConfig config) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (!config.trust().isEmpty()) {
      builder.trustManager(config.trust().toArray(X509Certificate[]::new));
    }
    TlsIdentity identity = config.clientCertificate();
    if (identity != null) {
      builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new));
    }
    try {
      return Tls.common(builder, Tls.HTTP_1_1).endpointIdentificationAlgorithm("HTTPS").build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Lets go of what no endpoint among these uses. */
  void retain(Collection<Endpoint> endpoints) {
    contexts.keySet().retainAll(endpoints.stream().map(Endpoint::tls).collect(Collectors.toSet()));
  }
}
