package io.cutover.demo;

import io.cutover.demo.Application.Keys;
import io.cutover.split.Platform;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The configuration file of the demo's gateway, as an operator would write it. */
final class DemoConfig {
  /** The environment name of the operator's token. */
  static final String TOKEN = "CUTOVER_DEMO_TOKEN";

  /** The environment name of the secret with which the gateway introspects. */
  static final String INTROSPECTION = "CUTOVER_DEMO_INTROSPECTION";

  /** The client id with which the gateway introspects. */
  static final String INTROSPECTOR = "cutover-gateway";

  private DemoConfig() {}

  /**
   * Returns the file's text.
   *
   * @param eventLoops how many the gateway gets: a split without keys is even on each
   */
  static String yaml(
      DemoOptions options,
      int eventLoops,
      InetSocketAddress old,
      InetSocketAddress fresh,
      Population population) {
    StringBuilder yaml =
        new StringBuilder(
            HEAD.formatted(
                eventLoops,
                options.port(),
                options.adminPort(),
                TOKEN,
                ApiCloud.HOST,
                old.getPort(),
                old.getPort(),
                Choreo.HOST,
                fresh.getPort(),
                fresh.getPort(),
                old.getPort(),
                INTROSPECTOR,
                INTROSPECTION,
                ChoreoTokens.ISSUER,
                fresh.getPort()));
    yaml.append("applications:\n");
    for (Application application : population.applications()) {
      yaml.append("  - name: ").append(application.name()).append('\n');
      for (Platform platform : Platform.values()) {
        Keys keys = application.keys().get(platform);
        if (keys != null) {
          yaml.append(
              "    %s: { clientId: \"%s\", clientSecret: \"${env:%s}\" }\n"
                  .formatted(platform.label(), keys.clientId(), secret(application, platform)));
        }
      }
    }
    yaml.append(PLANS);
    yaml.append("routes:\n");
    Api.ALL.forEach(api -> yaml.append(route(api)));
    return yaml.toString();
  }

  /** Returns the secrets of all applications, by the names of the environment. */
  static Map<String, String> secrets(Population population) {
    Map<String, String> env = new HashMap<>();
    for (Application application : population.applications()) {
      application
          .keys()
          .forEach(
              (platform, keys) -> env.put(secret(application, platform), keys.secret().reveal()));
    }
    return env;
  }

  private static String secret(Application application, Platform platform) {
    return "CUTOVER_DEMO_%s_%s"
        .formatted(application.name().replace('-', '_'), platform.label())
        .toUpperCase(Locale.ROOT);
  }

  private static String route(Api api) {
    String auth = api.secured() ? "required" : "none";
    String scopes = api.scope() == null ? "" : "    scopes: [%s]\n".formatted(api.scope());
    return ROUTE.formatted(
            api.name(), api.path(), api.oldPath(), api.newPath(), auth, api.stickBy().text())
        + scopes;
  }

  private static final String HEAD =
      """
      version: 1
      runtime: { eventLoops: %d }
      accessLog: none
      listeners:
        - address: 127.0.0.1:%d
      admin:
        address: 127.0.0.1:%d
        operators:
          - { name: demo, role: admin, token: "${env:%s}" }
      state: { store: file, path: var }
      platforms:
        old:
          name: API Cloud (simulated)
          url: http://%s
          connect: 127.0.0.1:%d
          connections: { protocol: h2, connectTimeout: 20s }
          tokenEndpoint: http://127.0.0.1:%d/token
        new:
          name: Choreo (simulated)
          url: http://%s
          connect: 127.0.0.1:%d
          connections: { protocol: h2, connectTimeout: 20s }
          tokenEndpoint: http://127.0.0.1:%d/oauth2/token
      authorities:
        - name: api-cloud
          native: old
          opaque:
            introspection:
              url: http://127.0.0.1:%d/oauth2/introspect
              clientId: %s
              clientSecret: "${env:%s}"
        - name: choreo
          native: new
          jwt:
            issuer: %s
            jwks: http://127.0.0.1:%d/oauth2/jwks
            audience: any
            types: [at+jwt]
            algorithms: [RS256]
      """;

  /** The demo's own plan: its holds are as long as the demo's steps, so that a person ends them. */
  private static final String PLANS =
      """
      plans:
        demo:
          steps: [1%, 5%, 25%, 50%, 100%]
          hold: manual
          bake: 1h
          gate:
            minRequests: 20
            confidence: 95%
            errors: { worseThanOldBy: 0.5pt, max: 1% }
            signals: { dryRun: [slow] }
      """;

  private static final String ROUTE =
      """
        - name: %s
          match: { path: %s }
          old: { path: %s }
          new: { path: %s }
          share: 0%%
          plan: demo
          auth: %s
          stickBy: "%s"
      """;
}
