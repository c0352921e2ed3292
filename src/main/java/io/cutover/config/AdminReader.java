package io.cutover.config;

import io.cutover.config.AdminConfig.OperatorConfig;
import io.cutover.config.AdminConfig.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code admin:}. */
final class AdminReader {
  private static final Keys OPERATOR_KEYS = new Keys();
  private static final Key<String> NAME =
      OPERATOR_KEYS.required("name", Scalars.NAME_TEXT, "who the audit says it was");
  private static final Key<Role> ROLE =
      OPERATOR_KEYS.required(
          "role",
          Scalars.words(Role.class),
          "viewer, operator or admin; each may do what the former may");
  private static final Key<Secret> TOKEN =
      OPERATOR_KEYS.required(
          "token", Scalars.SECRET, "the bearer token, as ${env:NAME} or ${file:PATH}");

  private static final Keys KEYS = new Keys().later("oidc");
  private static final Key<Addresses.Address> ADDRESS =
      KEYS.required(
          "address", Addresses.LISTEN, "API, console, metrics and health, as 127.0.0.1:9900");
  private static final Key<Addresses.Address> PROBES =
      KEYS.key("probes", Addresses.LISTEN, "a second address with nothing but metrics and health");
  private static final Key<Block> TLS =
      KEYS.key("tls", TlsReader.PAIR, "encrypted, with this certificate; plain without it");
  private static final Key<List<String>> HOSTS =
      KEYS.key(
          "hosts",
          Kind.some(Addresses.HOST),
          "names that it may be called by, as cutover.example.com; a call by another is a 403, but"
              + " for probes");
  private static final Key<Boolean> INSECURE =
      KEYS.key("insecure", Scalars.BOOLEAN, "true: an address that is not loopback is meant");
  private static final Key<List<Block>> OPERATORS =
      KEYS.key(
          "operators",
          Kind.list(Kind.block(OPERATOR_KEYS)),
          "who may call the API; none: every call is a 401");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private AdminReader() {}

  /** Returns the admin listener; its addresses are claimed, so that none is given twice. */
  static @Nullable AdminConfig read(Block block, Unique addresses) {
    Addresses.Address address = block.need(ADDRESS);
    Addresses.Address probes = block.get(PROBES);
    Block tls = block.get(TLS);
    if (address != null) {
      boolean insecure = block.get(INSECURE, false);
      if (!insecure && tls == null && !Addresses.isLoopback(address.host())) {
        block
            .at(ADDRESS)
            .wrong(
                block.at(ADDRESS).shown() + " is not loopback, and the API is not encrypted",
                "listen on 127.0.0.1, or add tls: { chain: FILE, key: FILE }, or insecure: true");
      }
      addresses.claimAddress(address, block.at(ADDRESS));
    }
    if (probes != null) {
      addresses.claimAddress(probes, block.at(PROBES));
    }
    List<OperatorConfig> operators = new ArrayList<>();
    Unique names = new Unique("give each operator a name of its own");
    Unique tokens = new Unique("give each operator a token of its own");
    for (Block operator : block.get(OPERATORS, List.of())) {
      String name = operator.need(NAME);
      Role role = operator.need(ROLE);
      Secret token = operator.need(TOKEN);
      if (name != null) {
        names.claim(name, operator.at(NAME));
      }
      if (token != null) {
        bearer(token, operator.at(TOKEN));
        tokens.claim(token.reveal(), operator.at(TOKEN));
      }
      if (name != null && role != null && token != null) {
        operators.add(new OperatorConfig(name, role, token));
      }
    }
    return address == null
        ? null
        : new AdminConfig(
            address.host(),
            address.port(),
            probes == null ? null : probes.host(),
            probes == null ? 0 : probes.port(),
            tls == null ? null : TlsReader.pair(tls),
            Set.copyOf(block.get(HOSTS, List.of())),
            operators);
  }

  private static void bearer(Secret token, Value at) {
    if (!token.reveal().chars().allMatch(c -> c > ' ' && c <= '~')) {
      at.wrong("can not be sent in a header", "use visible ASCII without blanks");
    }
  }
}
