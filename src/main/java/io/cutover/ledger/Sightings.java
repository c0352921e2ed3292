package io.cutover.ledger;

import io.cutover.split.Platform;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * When each application was seen with which platform's token, and swapped for which. Registered
 * ones by name; of the others, known by client id only, the first {@value #MOST_LEARNT}. Any
 * thread; nothing waits.
 */
public final class Sightings {
  /** Clients that nobody registered: whoever can get tokens can not fill the memory. */
  public static final int MOST_LEARNT = 10_000;

  /** A time is written anew when it is so much older, in milliseconds: reading is cheaper. */
  private static final long COARSE = 1_000;

  private static final Seen NOTHING = new Seen();

  private final Map<String, Seen> registered = new ConcurrentHashMap<>();
  private final Map<Client, Seen> learnt = new ConcurrentHashMap<>();

  /** A client that is not registered. */
  public record Client(Platform platform, String clientId) {}

  /** When one application was seen, in milliseconds of the epoch; 0: never. */
  public static final class Seen {
    static final int TIMES = 4;

    private final AtomicLongArray times = new AtomicLongArray(TIMES);

    private Seen() {}

    /** Returns when it last showed a token of that platform. */
    public long token(Platform platform) {
      return times.get(platform.ordinal());
    }

    /** Returns when a token of it was last swapped for one of that platform. */
    public long bridged(Platform to) {
      return times.get(2 + to.ordinal());
    }

    long[] toArray() {
      long[] all = new long[TIMES];
      Arrays.setAll(all, times::get);
      return all;
    }

    private void restore(long[] before, long oldest) {
      for (int i = 0; i < TIMES; i++) {
        if (before[i] >= oldest) {
          var _ = times.getAndAccumulate(i, before[i], Math::max);
        }
      }
    }

    private void note(int index, long now) {
      if (now - times.getPlain(index) >= COARSE) {
        times.setOpaque(index, now);
      }
    }
  }

  /** Notes that a token came that its application got from that platform. */
  public void token(
      @Nullable Application application, @Nullable String clientId, Platform of, long now) {
    Seen seen = application != null ? of(application) : learn(of, clientId);
    if (seen != null) {
      seen.note(of.ordinal(), now);
    }
  }

  /** Notes that a token of an application was swapped for one of that platform. */
  public void bridged(Application application, Platform to, long now) {
    of(application).note(2 + to.ordinal(), now);
  }

  private Seen of(Application application) {
    Seen seen = registered.get(application.name());
    return seen != null ? seen : registered.computeIfAbsent(application.name(), _ -> new Seen());
  }

  /** Puts back what was seen of a registered application, as far as it is no older than that. */
  void restore(String application, long[] times, long oldest) {
    registered.computeIfAbsent(application, _ -> new Seen()).restore(times, oldest);
  }

  /** Puts back what was seen of a client that nobody registered, if any of it is new enough. */
  void restore(Platform platform, String clientId, long[] times, long oldest) {
    Seen seen =
        Arrays.stream(times).anyMatch(time -> time >= oldest) ? learn(platform, clientId) : null;
    if (seen != null) {
      seen.restore(times, oldest);
    }
  }

  /** Returns what was seen of clients that nobody registered when they came. */
  Map<Client, Seen> unregistered() {
    return Map.copyOf(learnt);
  }

  private @Nullable Seen learn(Platform platform, @Nullable String clientId) {
    if (clientId == null) {
      return null;
    }
    var client = new Client(platform, clientId);
    Seen seen = learnt.get(client);
    return seen != null || learnt.size() >= MOST_LEARNT
        ? seen
        : learnt.computeIfAbsent(client, _ -> new Seen());
  }

  /** Returns what was seen of a registered application. */
  public Seen seen(String application) {
    return registered.getOrDefault(application, NOTHING);
  }

  /** Returns the clients that were learnt from traffic, in the order of their client ids. */
  public Map<String, Seen> learnt(Ledger ledger) {
    Map<String, Seen> all = new TreeMap<>();
    learnt.forEach(
        (client, seen) -> {
          if (ledger.byClientId(client.platform(), client.clientId()) == null) {
            all.put(client.clientId(), seen);
          }
        });
    return all;
  }

  /** Forgets applications that are no longer registered. */
  void retain(Set<String> names) {
    registered.keySet().retainAll(names);
  }
}
