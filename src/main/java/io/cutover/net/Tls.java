package io.cutover.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/** What both sides' TLS have in common. */
public final class Tls {
  /** ALPN's name of HTTP/2. */
  public static final String H2 = "h2";

  /** ALPN's name of HTTP/1.1. */
  public static final String HTTP_1_1 = "http/1.1";

  private Tls() {}

  /** Returns BoringSSL where its native library loads; else the JDK. */
  static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /** Returns which library does TLS, for the log. */
  public static String library() {
    return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK";
  }

  /** Sets what holds for every context: library, versions, and what may be spoken inside. */
  public static SslContextBuilder common(SslContextBuilder builder, String... protocols) {
    return builder
        .sslProvider(provider())
        .protocols("TLSv1.3", "TLSv1.2")
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols));
  }
}
