import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * A real OAuth 2.0 server, Spring Authorization Server, that tests run as a process of its own: a
 * source file, because nothing of Spring is on the class path of ours.
 *
 * <p>Its clients are named on the command line as {@code opaque:ID:SECRET:SCOPE,SCOPE…} or {@code
 * jwt:…}, by the format of their tokens; its one user is {@code ann}, with the password {@code
 * PASSWORD}. It prints {@code ready PORT}; a line {@code rotate} on standard input has it sign with
 * a new key from then on, {@code retire} also forgets all former ones, and each is answered by a
 * line. It ends with its standard input.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AuthorizationServer {
  private static final Duration LIFE = Duration.ofMinutes(15);

  /** Where users' browsers are sent back to; nobody listens there. */
  private static final String BACK = "http://127.0.0.1/back";

  private static volatile List<JWK> keys = List.of(newKey());
  private static List<RegisteredClient> clients = List.of();

  public static void main(String[] args) {
    clients = List.of(args).stream().map(AuthorizationServer::client).toList();
    var application = new SpringApplication(AuthorizationServer.class);
    application.setDefaultProperties(
        Map.of(
            "server.address", "127.0.0.1",
            "server.port", "0",
            "spring.security.user.name", "ann",
            "spring.security.user.password", "PASSWORD",
            "server.tomcat.threads.max", "8",
            "spring.main.banner-mode", "off",
            "spring.jmx.enabled", "false"));
    var running = (WebServerApplicationContext) application.run();
    System.out.println("ready " + running.getWebServer().getPort());
    try (Scanner lines = new Scanner(System.in)) {
      while (lines.hasNextLine()) {
        String line = lines.nextLine();
        switch (line) {
          case "rotate" -> keys = List.of(keys.getLast(), newKey());
          case "retire" -> keys = List.of(newKey());
          default -> throw new IllegalArgumentException(line);
        }
        System.out.println(line + " " + keys.getLast().getKeyID());
      }
    }
    System.exit(0);
  }

  private static JWK newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
          .privateKey(pair.getPrivate())
          .keyID(UUID.randomUUID().toString())
          .build();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RegisteredClient client(String argument) {
    String[] parts = argument.split(":", 4);
    boolean opaque = parts[0].equals("opaque");
    return RegisteredClient.withId(parts[1])
        .clientId(parts[1])
        .clientSecret("{noop}" + parts[2])
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
        .redirectUri(BACK)
        .clientSettings(
            ClientSettings.builder()
                .requireProofKey(false)
                .requireAuthorizationConsent(false)
                .build())
        .scopes(scopes -> scopes.addAll(List.of(parts[3].split(","))))
        .tokenSettings(
            TokenSettings.builder()
                .accessTokenFormat(
                    opaque ? OAuth2TokenFormat.REFERENCE : OAuth2TokenFormat.SELF_CONTAINED)
                .accessTokenTimeToLive(LIFE)
                .build())
        .build();
  }

  @Bean
  RegisteredClientRepository clients() {
    return new InMemoryRegisteredClientRepository(clients);
  }

  @Bean
  JWKSource<SecurityContext> keys() {
    return (selector, context) -> selector.select(new JWKSet(keys));
  }

  /** Has a JWT say whose it is, as Choreo's do. */
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> whose() {
    return token -> {
      token.getJwsHeader().type("at+jwt");
      token.getClaims().claim("azp", token.getRegisteredClient().getClientId());
    };
  }

  /** Signs with the last key. */
  @Bean
  JwtEncoder signer(JWKSource<SecurityContext> keys) {
    var encoder = new NimbusJwtEncoder(keys);
    encoder.setJwkSelector(List::getLast);
    return encoder;
  }
}
