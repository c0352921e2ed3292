package io.cutover.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Choreo's token service: a fresh RS256 JWT for every request, good for {@value #SECONDS} s, and
 * the key that checks it. Any thread.
 */
final class ChoreoTokens {
  static final String ISSUER = "https://sts.choreo.dev/oauth2/token";
  static final String ORGANIZATION = "0f1e2d3c-4b5a-4968-8778-695a4b3c2d1e";
  static final long SECONDS = 900;

  private static final JsonMapper JSON = new JsonMapper();

  private final Consumers consumers;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final IssuedTokens issued;
  private final RSAKey key;
  private final JWSHeader header;
  private final JWSSigner signer;

  ChoreoTokens(
      Consumers consumers, InstantSource clock, RandomGenerator random, IssuedTokens issued) {
    this.consumers = consumers;
    this.clock = clock;
    this.random = random;
    this.issued = issued;
    try {
      RSAKey made = new RSAKeyGenerator(2048).generate();
      String print = made.computeThumbprint().toString();
      this.key =
          new RSAKey.Builder(made)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyID(print + "_RS256")
              .build();
      ObjectNode head = JSON.createObjectNode();
      head.put("x5t", print);
      head.put("kid", key.getKeyID());
      head.put("typ", "at+jwt");
      head.put("alg", "RS256");
      this.header = JWSHeader.parse(head.toString());
      this.signer = new RSASSASigner(key);
    } catch (JOSEException | ParseException e) {
      throw new AssertionError("every Java platform has RS256", e);
    }
  }

  /** Returns the key with which tokens are signed. */
  RSAKey key() {
    return key;
  }

  /** Answers {@code POST /oauth2/token}. */
  Answer token(Request request) {
    Map<String, String> form = request.parameters();
    Consumer consumer = consumers.authenticated(request, form);
    if (consumer == null) {
      return error(401, "invalid_client", "Client Authentication failed.");
    }
    String grant = form.get("grant_type");
    if (grant == null) {
      return error(400, "invalid_request", "Missing grant_type parameter value");
    }
    if (!grant.equals("client_credentials")) {
      return error(400, "unsupported_grant_type", "Unsupported grant_type value");
    }
    String scope = form.get("scope");
    ObjectNode body = JSON.createObjectNode();
    body.put("access_token", issue(consumer, scope));
    if (scope != null) {
      body.put("scope", scope);
    }
    body.put("token_type", "Bearer");
    body.put("expires_in", SECONDS);
    return guarded(200, body.toString());
  }

  private String issue(Consumer consumer, @Nullable String scope) {
    Instant now = clock.instant();
    ObjectNode claims = JSON.createObjectNode();
    claims.put("sub", consumer.key());
    claims.put("aut", "APPLICATION");
    claims.put("iss", ISSUER);
    claims.put("client_id", consumer.key());
    claims.putArray("aud").add(consumer.key()).add("choreo:deployment:production");
    claims.put("nbf", now.getEpochSecond());
    claims.put("azp", consumer.key());
    claims.put("org_id", ORGANIZATION);
    if (scope != null) {
      claims.put("scope", scope);
    }
    claims.put("exp", now.getEpochSecond() + SECONDS);
    claims.put("org_name", "acme");
    claims.put("iat", now.getEpochSecond());
    claims.put("jti", new UUID(random.nextLong(), random.nextLong()).toString());
    JWSObject token = new JWSObject(header, new Payload(claims.toString()));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new AssertionError("an RSA key signs RS256", e);
    }
    String text = token.serialize();
    issued.add(text, Platform.NEW);
    return text;
  }

  /** Answers {@code GET /oauth2/jwks}. */
  Answer jwks() {
    return Answer.of(200, "application/json", new JWKSet(key.toPublicJWK()).toString());
  }

  private static Answer error(int status, String error, String description) {
    ObjectNode body = JSON.createObjectNode();
    body.put("error_description", description);
    body.put("error", error);
    return guarded(status, body.toString());
  }

  private static Answer guarded(int status, String body) {
    return Answer.of(status, "application/json", body)
        .with("Cache-Control", "no-store")
        .with("Pragma", "no-cache");
  }
}
