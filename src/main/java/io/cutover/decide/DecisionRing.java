package io.cutover.decide;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions of one event loop, as bare facts: no bodies, no claims, no tokens. Everything
 * is allocated once; to remember is a handful of array writes.
 *
 * <p>Written by its loop, read by any thread. A request's id is kept as 64 bits of it (FNV-1a): two
 * of the last ones share them once in a billion looks.
 */
@SuppressWarnings("EnumOrdinal") // packed into one long: this is the request path
public final class DecisionRing {
  private static final VarHandle IDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final Platform[] PLATFORMS = Platform.values();
  private static final Decision[] DECISIONS = Decision.values();
  private static final Blocked[] CAUSES = Blocked.values();
  private static final TokenKind[] TOKENS = TokenKind.values();

  // A decision in one long: share, bucket, status, and the four words.
  private static final int BUCKET = 14;
  private static final int STATUS = BUCKET + 14;
  private static final int PLATFORM = STATUS + 10;
  private static final int DECISION = PLATFORM + 2;
  private static final int CAUSE = DECISION + 4;
  private static final int TOKEN = CAUSE + 4;
  private static final int LATCHED = TOKEN + 2;
  private static final long NO_BUCKET = (1 << 14) - 1;

  private final long[] ids;
  private final long[] millis;
  private final long[] facts;
  private final String[] routes;
  private final @Nullable String[] applications;
  private final @Nullable String @Nullable [] names;
  private int next;

  /**
   * Makes room for so many.
   *
   * @param named whether whole request ids are kept too, for those who ask what there was
   */
  DecisionRing(int capacity, boolean named) {
    ids = new long[capacity];
    millis = new long[capacity];
    facts = new long[capacity];
    routes = new String[capacity];
    applications = new @Nullable String[capacity];
    names = named ? new @Nullable String[capacity] : null;
  }

  /** Remembers how a request was decided and what came of it. On the loop. */
  void remember(
      long id,
      byte[] requestId,
      long nowMillis,
      String route,
      @Nullable String application,
      Choice choice,
      Standing standing,
      TokenKind token,
      int status) {
    int at = next;
    next = at + 1 == ids.length ? 0 : at + 1;
    // Nobody finds an entry while it is written.
    IDS.setRelease(ids, at, 0L);
    VarHandle.storeStoreFence();
    millis[at] = nowMillis;
    routes[at] = route;
    applications[at] = application;
    if (names != null) {
      names[at] = new String(requestId, StandardCharsets.US_ASCII);
    }
    Platform platform = choice.platform();
    Blocked blocked = choice.blocked();
    long bucket = choice.bucket() == Choice.NO_BUCKET ? NO_BUCKET : choice.bucket();
    facts[at] =
        standing.share().basisPoints()
            | bucket << BUCKET
            | (long) (status & 1023) << STATUS
            | (platform == null ? PLATFORMS.length : (long) platform.ordinal()) << PLATFORM
            | (long) choice.decision().ordinal() << DECISION
            | (blocked == null ? CAUSES.length : (long) blocked.ordinal()) << CAUSE
            | (long) token.ordinal() << TOKEN
            | (standing.latched() ? 1L : 0L) << LATCHED;
    IDS.setRelease(ids, at, id);
  }

  /** Returns what is remembered of a request, or null. */
  @Nullable Remembered find(long id) {
    for (int at = 0; at < ids.length; at++) {
      if ((long) IDS.getAcquire(ids, at) == id) {
        Remembered found = at(at);
        VarHandle.loadLoadFence();
        if ((long) IDS.getAcquire(ids, at) == id) {
          return found;
        }
      }
    }
    return null;
  }

  /** Adds what is remembered by name of an application's requests since then, in no order. */
  void collect(String application, long sinceMillis, Collection<Decisions.Named> into) {
    for (int at = 0; names != null && at < ids.length; at++) {
      long id = (long) IDS.getAcquire(ids, at);
      if (id != 0 && application.equals(applications[at]) && millis[at] >= sinceMillis) {
        String name = names[at];
        Remembered found = at(at);
        VarHandle.loadLoadFence();
        if ((long) IDS.getAcquire(ids, at) == id && name != null) {
          into.add(new Decisions.Named(name, found));
        }
      }
    }
  }

  private Remembered at(int at) {
    long fact = facts[at];
    int bucket = bits(fact, BUCKET, 14);
    int platform = bits(fact, PLATFORM, 2);
    int cause = bits(fact, CAUSE, 4);
    return new Remembered(
        Instant.ofEpochMilli(millis[at]),
        routes[at],
        applications[at],
        platform == PLATFORMS.length ? null : PLATFORMS[platform],
        DECISIONS[bits(fact, DECISION, 4)],
        bucket == NO_BUCKET ? Choice.NO_BUCKET : bucket,
        new Share(bits(fact, 0, 14)),
        cause == CAUSES.length ? null : CAUSES[cause],
        TOKENS[bits(fact, TOKEN, 2)],
        bits(fact, STATUS, 10),
        bits(fact, LATCHED, 1) == 1);
  }

  private static int bits(long fact, int from, int width) {
    return (int) (fact >>> from) & ((1 << width) - 1);
  }
}
