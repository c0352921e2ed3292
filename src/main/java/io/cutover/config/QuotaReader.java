package io.cutover.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a quota: {@code tier} or {@code requestsPerMinute}, with a {@code burst}.
 *
 * <p>The tiers are those of API Manager: of subscriptions (Bronze, Silver, Gold), of applications
 * (10PerMin to 50PerMin) and of APIs (10KPerMin to 50KPerMin, which Choreo took over by name).
 */
final class QuotaReader {
  private static final int MOST = 10_000_000;
  private static final Map<String, Integer> TIERS = new LinkedHashMap<>();

  /** How many requests a minute, as a number. */
  static final Kind<Integer> COUNT = Scalars.integer(1, MOST);

  /** How many requests a minute, by WSO2's name; 0: any number. */
  static final Kind<Integer> TIER;

  static {
    TIERS.put("Bronze", 1_000);
    TIERS.put("Silver", 2_000);
    TIERS.put("Gold", 5_000);
    TIERS.put("Unlimited", Quota.UNLIMITED.perMinute());
    TIERS.put("10PerMin", 10);
    TIERS.put("20PerMin", 20);
    TIERS.put("50PerMin", 50);
    TIERS.put("10KPerMin", 10_000);
    TIERS.put("20KPerMin", 20_000);
    TIERS.put("50KPerMin", 50_000);
    TIER = Scalars.words(TIERS);
  }

  private final Keys keys;
  private final Key<Integer> tier;
  private final Key<Integer> perMinute;
  private final Key<Integer> burst;

  /** Adds its keys to those of a block. */
  QuotaReader(Keys keys) {
    this.keys = keys;
    this.tier =
        keys.key(
            "tier",
            TIER,
            "a quota by WSO2's name: Bronze (1000 a minute), Silver (2000), Gold (5000), Unlimited,"
                + " 10PerMin to 50KPerMin");
    this.perMinute =
        keys.key("requestsPerMinute", COUNT, "the quota in numbers, in place of a tier");
    this.burst =
        keys.key("burst", COUNT, "how many requests at once; as many as a minute has by default");
  }

  /** A reader of blocks that have these keys and no others. */
  static QuotaReader alone() {
    return new QuotaReader(new Keys());
  }

  Kind<Block> kind() {
    return Kind.block(keys);
  }

  /** Returns the quota; null when it is wrong or, which is reported too, absent. */
  @Nullable Quota need(Block block) {
    return block.has(tier) || block.has(perMinute) || block.has(burst)
        ? read(block)
        : block.at(perMinute).wrong("is missing, and so is tier", "add one of the two");
  }

  /** Returns the quota, or null when the block says none. */
  @Nullable Quota read(Block block) {
    if (block.owns(tier) && block.owns(perMinute)) {
      return block.at(tier).wrong("says what requestsPerMinute says too", "keep one of them");
    }
    // What the route itself says stands for all that the defaults say, in whichever words.
    boolean byTier = block.owns(tier) || (block.has(tier) && !block.owns(perMinute));
    Integer permits = block.get(byTier ? tier : perMinute);
    Integer atOnce = block.get(burst);
    if (permits == null) {
      return block.owns(burst) && !block.has(tier) && !block.has(perMinute)
          ? block.at(burst).wrong("has no quota beside it", "add tier or requestsPerMinute")
          : null;
    }
    if (permits == Quota.UNLIMITED.perMinute()) {
      return block.owns(burst)
          ? block.at(burst).wrong("has no meaning beside tier: Unlimited", "remove it")
          : Quota.UNLIMITED;
    }
    return new Quota(permits, atOnce == null ? permits : atOnce);
  }
}
