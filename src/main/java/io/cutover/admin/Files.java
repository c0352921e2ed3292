package io.cutover.admin;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console's pages, from the program's own resources. They need no token and tell nothing: what
 * they show they ask the API for.
 *
 * @param folder of the resources, without a slash at its end; null: there is nothing
 */
record Files(@Nullable String folder) {
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  // Nothing inline and nothing from elsewhere: what an attacker gets onto a page does not run.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'; require-trusted-types-for 'script'";

  /** Finds a page. A path is of plain segments, so that none leads out of the folder. */
  Answer find(String method, String path) {
    String file = path.equals("/") ? "/index.html" : path;
    String kind = KINDS.get(file.substring(file.lastIndexOf('.') + 1));
    if (folder == null || kind == null || !file.matches("(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)+")) {
      return nothing();
    }
    try (InputStream in = Files.class.getResourceAsStream(folder + file)) {
      if (in == null) {
        return nothing();
      }
      if (!List.of("GET", "HEAD").contains(method)) {
        return Answer.wrongMethod(method, Set.of("GET", "HEAD"));
      }
      return new Answer(200, kind, in.readAllBytes(), Map.of("Content-Security-Policy", POLICY));
    } catch (IOException e) {
      return nothing();
    }
  }

  private static Answer nothing() {
    return Answer.problem(404, "there is nothing at this path");
  }
}
