package io.cutover.admin;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a listener holds of its entrance, and lets go of at its end. The server's timer of idle
 * connections is never cancelled, and so keeps its listener for as long as the process lives; with
 * this it keeps nothing else. Any thread.
 */
final class Door {
  private final Hosts hosts;
  private volatile @Nullable Entrance entrance;

  Door(Entrance entrance, Hosts hosts) {
    this.entrance = entrance;
    this.hosts = hosts;
  }

  void handle(ServerRequest request, ServerResponse response) {
    Entrance open = entrance;
    if (open == null) {
      response.status(Status.SERVICE_UNAVAILABLE_503).send();
    } else {
      open.handle(request, response, hosts);
    }
  }

  void shut() {
    entrance = null;
  }
}
