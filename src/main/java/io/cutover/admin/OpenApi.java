package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code /api/v1/openapi.json}: what there is, for programs. A test holds it against the places.
 */
final class OpenApi {
  static final String RESOURCE = "/openapi.json";

  private OpenApi() {}

  static Stream<Place> places() {
    byte[] document = document();
    return Stream.of(
        new Place(
            "GET",
            "/api/v1/openapi.json",
            Role.VIEWER,
            call -> new Answer(200, "application/json", document, Map.of())));
  }

  private static byte[] document() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new AssertionError("the jar holds " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
