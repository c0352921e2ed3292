package io.cutover.route;

import io.cutover.split.StickBy;
import java.util.List;

/** Routes for tests of other rooms. */
public final class Routes {
  private Routes() {}

  /** Returns a route that is there on both platforms. */
  public static Route named(String name, StickBy stickBy) {
    return new RouteTable(
            Configs.gateway(
                "https://old.example",
                "https://new.example",
                false,
                List.of(
                    Configs.route(
                        name,
                        List.of(Configs.match("", "/")),
                        Configs.at(null),
                        Configs.at(null),
                        stickBy.text()))))
        .routes()
        .getFirst();
  }
}
