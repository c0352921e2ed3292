package io.cutover.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a product, so that the file need not say it. */
enum Preset {
  /** WSO2 API Cloud: its token endpoint stands on the gateway's own host. */
  WSO2_API_CLOUD {
    @Override
    URI tokenEndpoint(URI url) {
      return URI.create(url.getScheme() + "://" + url.getRawAuthority() + "/token");
    }
  },
  /** WSO2 Choreo: its tokens come from one place; keys that it issues have fields of their own. */
  CHOREO {
    @Override
    URI tokenEndpoint(URI url) {
      return URI.create("https://sts.choreo.dev/oauth2/token");
    }

    @Override
    List<String> keyHeaders() {
      return List.of("api-key", "test-key", "choreo-api-key");
    }
  };

  /** Returns where its applications get tokens. */
  abstract URI tokenEndpoint(URI url);

  /** Returns the fields, in lower case, that carry keys which this platform alone accepts. */
  List<String> keyHeaders() {
    return List.of();
  }

  /** Returns the word of the file. */
  String word() {
    return Texts.word(this).replace('_', '-');
  }

  static List<String> keyHeaders(@Nullable Preset preset) {
    return preset == null ? List.of() : preset.keyHeaders();
  }
}
