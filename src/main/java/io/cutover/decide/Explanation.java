package io.cutover.decide;

import io.cutover.split.Decision;
import io.cutover.split.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request would go, and why.
 *
 * @param route null: it matches none
 * @param authority who issued its token, by the configuration's name; null: no token, or not known
 * @param application the registered one, by name; null: unknown
 * @param platform null: it is answered here, or it takes turns
 * @param bucket {@link Choice#NO_BUCKET} without a key
 * @param reasons every rule it met, in order
 */
public record Explanation(
    @Nullable String route,
    @Nullable String authority,
    @Nullable String application,
    @Nullable Platform platform,
    Decision decision,
    int bucket,
    List<String> reasons) {
  public Explanation {
    reasons = List.copyOf(reasons);
  }
}
