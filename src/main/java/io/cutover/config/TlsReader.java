package io.cutover.config;

import io.cutover.config.ServerTlsConfig.Certificate;
import io.cutover.config.ServerTlsConfig.ClientAuth;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tls} of listeners and of platforms, the files that it names included: what they hold
 * is a part of the configuration, is checked with it, and is taken up with it when it changes.
 */
final class TlsReader {
  private static final int LARGEST = 1 << 20;

  private static final Keys PAIR_KEYS = new Keys();
  private static final Key<String> PAIR_CHAIN =
      PAIR_KEYS.required("chain", Scalars.TEXT, "a PEM file: the certificate, then its issuers");
  private static final Key<String> PAIR_KEY =
      PAIR_KEYS.required("key", Scalars.TEXT, "a PEM file: the certificate's key, in PKCS #8");

  /** {@code admin.tls}, and what the gateway shows a platform. */
  static final Kind<Block> PAIR = Kind.block(PAIR_KEYS);

  private static final Keys CERTIFICATE_KEYS = new Keys();
  private static final Key<List<Kind.Placed<String>>> HOSTS =
      CERTIFICATE_KEYS.key(
          "hosts",
          Kind.some(Kind.placed(Addresses.SERVER_NAME)),
          "the server names that it is for, as api.example.com or *.example.com; absent: it is the"
              + " default");
  private static final Key<String> CHAIN =
      CERTIFICATE_KEYS.required("chain", Scalars.TEXT, PAIR_CHAIN.says());
  private static final Key<String> KEY =
      CERTIFICATE_KEYS.required("key", Scalars.TEXT, PAIR_KEY.says());

  private static final Keys SERVER_KEYS = new Keys();
  private static final Key<List<Block>> CERTIFICATES =
      SERVER_KEYS.required(
          "certificates",
          Kind.some(Kind.block(CERTIFICATE_KEYS)),
          "what this listener is, chosen by the name that the client asks for");
  private static final Key<ClientAuth> CLIENT_AUTH =
      SERVER_KEYS.key(
          "clientAuth",
          Scalars.words(ClientAuth.class),
          "whether clients show a certificate: none (the default), optional or required");
  private static final Key<String> SERVER_TRUST =
      SERVER_KEYS.key(
          "trust", Scalars.TEXT, "a PEM file of who vouches for clients; needed with clientAuth");

  /** {@code listeners[].tls}. */
  static final Kind<Block> SERVER = Kind.block(SERVER_KEYS);

  private static final Keys CLIENT_KEYS = new Keys();
  private static final Key<Optional<String>> CLIENT_TRUST =
      CLIENT_KEYS.key(
          "trust",
          Kind.wordOr("system", Scalars.TEXT),
          "system (the default), or a PEM file of who alone vouches for the platform");
  private static final Key<Block> CLIENT_CERTIFICATE =
      CLIENT_KEYS.key("clientCertificate", PAIR, "what the gateway shows the platform");

  /** {@code platforms.*.tls}. */
  static final Kind<Block> CLIENT = Kind.block(CLIENT_KEYS);

  private TlsReader() {}

  static @Nullable ServerTlsConfig server(Block block) {
    List<Block> entries = block.need(CERTIFICATES);
    ClientAuth clientAuth = block.get(CLIENT_AUTH, ClientAuth.NONE);
    String trustNamed = block.get(SERVER_TRUST);
    if (trustNamed == null && clientAuth != ClientAuth.NONE) {
      block.at(SERVER_TRUST).wrong("is missing", "name the file of who vouches for clients");
    } else if (trustNamed != null && clientAuth == ClientAuth.NONE) {
      block
          .at(SERVER_TRUST)
          .wrong("means nothing without clientAuth", "add clientAuth: required, or remove it");
    }
    List<X509Certificate> trust =
        trustNamed == null ? List.of() : certificates(block.at(SERVER_TRUST), trustNamed);
    List<Certificate> certificates = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Block entry : entries == null ? List.<Block>of() : entries) {
      TlsIdentity identity = identity(entry, CHAIN, KEY);
      List<String> hosts = hosts(entry, seen);
      if (identity != null) {
        certificates.add(new Certificate(hosts, identity));
      }
    }
    return certificates.isEmpty()
        ? null
        : new ServerTlsConfig(
            certificates,
            clientAuth,
            trustNamed == null ? null : path(block.at(SERVER_TRUST), trustNamed),
            trust);
  }

  private static List<String> hosts(Block entry, Set<String> seen) {
    List<String> hosts = new ArrayList<>();
    if (!entry.has(HOSTS)) {
      if (!seen.add("")) {
        entry.at(HOSTS).wrong("is missing: another certificate is the default", "name its hosts");
      }
      return hosts;
    }
    for (Kind.Placed<String> host : entry.get(HOSTS, List.of())) {
      if (!seen.add(host.it())) {
        host.at().wrong(host.at().shown() + " has a certificate already", "keep one of them");
      }
      hosts.add(host.it());
    }
    return hosts;
  }

  static ClientTlsConfig client(Block block) {
    Optional<String> trust = block.get(CLIENT_TRUST, Optional.empty());
    Block pair = block.get(CLIENT_CERTIFICATE);
    return new ClientTlsConfig(
        trust.map(named -> path(block.at(CLIENT_TRUST), named)).orElse(null),
        trust.map(named -> certificates(block.at(CLIENT_TRUST), named)).orElse(List.of()),
        pair == null ? null : pair(pair));
  }

  /** Reads a {@link #PAIR}. */
  static @Nullable TlsIdentity pair(Block block) {
    return identity(block, PAIR_CHAIN, PAIR_KEY);
  }

  private static @Nullable TlsIdentity identity(
      Block block, Key<String> chainKey, Key<String> keyKey) {
    String chainNamed = block.need(chainKey);
    String keyNamed = block.need(keyKey);
    List<X509Certificate> chain =
        chainNamed == null ? List.of() : certificates(block.at(chainKey), chainNamed);
    PrivateKey key = keyNamed == null ? null : key(block.at(keyKey), keyNamed);
    if (chainNamed == null || keyNamed == null || chain.isEmpty() || key == null) {
      return null;
    }
    if (!Pem.fits(key, chain.getFirst())) {
      return block
          .at(keyKey)
          .wrong(
              "is not the key of the first certificate in " + chainNamed,
              "name the key that belongs to it");
    }
    return new TlsIdentity(
        path(block.at(chainKey), chainNamed), path(block.at(keyKey), keyNamed), chain, key);
  }

  private static Path path(Value at, String named) {
    return ServerReader.file(at, named, Path.of(""));
  }

  private static byte @Nullable [] content(Value at, String named) {
    Source.Content content = Source.read(at.source().reading(), path(at, named), LARGEST);
    return content.bytes() != null
        ? content.bytes()
        : at.wrong(
            at.shown() + " cannot be read: " + content.problem(), "name a PEM file that is there");
  }

  private static List<X509Certificate> certificates(Value at, String named) {
    byte[] content = content(at, named);
    if (content == null) {
      return List.of();
    }
    List<X509Certificate> read = Pem.certificates(content);
    if (read.isEmpty()) {
      at.wrong(
          at.shown() + " holds no certificates that can be read",
          "put them in as PEM, as -----BEGIN CERTIFICATE-----");
    }
    return read;
  }

  private static @Nullable PrivateKey key(Value at, String named) {
    byte[] content = content(at, named);
    if (content == null) {
      return null;
    }
    PrivateKey read = Pem.key(content);
    return read != null
        ? read
        : at.wrong(
            at.shown() + " holds no plain private key in PKCS #8",
            "convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
  }

  /** Shows what stands in the file: names of files, nothing of what they hold. */
  static Tree shown(ServerTlsConfig tls, Function<Path, String> named) {
    Tree tree =
        new Tree()
            .with(
                "certificates",
                Tree.each(
                    tls.certificates(),
                    it -> {
                      Tree one = new Tree();
                      if (!it.hosts().isEmpty()) {
                        one.put("hosts", it.hosts());
                      }
                      one.putAll(shown(it.identity(), named));
                      return one;
                    }))
            .with("clientAuth", Texts.word(tls.clientAuth()));
    if (tls.trustFile() != null) {
      tree.put("trust", named.apply(tls.trustFile()));
    }
    return tree;
  }

  /** Shows what stands in the file: names of files, nothing of what they hold. */
  static Tree shown(ClientTlsConfig tls, Function<Path, String> named) {
    Tree tree =
        new Tree().with("trust", tls.trustFile() == null ? "system" : named.apply(tls.trustFile()));
    if (tls.clientCertificate() != null) {
      tree.put("clientCertificate", shown(tls.clientCertificate(), named));
    }
    return tree;
  }

  static Map<String, Object> shown(TlsIdentity identity, Function<Path, String> named) {
    return new Tree()
        .with("chain", named.apply(identity.chainFile()))
        .with("key", named.apply(identity.keyFile()));
  }
}
