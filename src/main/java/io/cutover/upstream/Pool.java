package io.cutover.upstream;

import io.cutover.metric.ConnectionState;
import io.cutover.metric.Level;
import io.cutover.metric.Metrics;
import io.cutover.net.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one endpoint.
 *
 * <p>The connection used last is used next, so that those too many fall idle and are closed. An
 * exchange that finds none free waits, first come first served, while a new one is opened or until
 * one is given back; its wait ends with the connect timeout.
 *
 * <p>Runs on its event loop only.
 */
final class Pool {
  private static final int MAX_WAITING = 4096;

  /**
   * For how long a connection serves at least, in nanoseconds; at most for a quarter more, so that
   * those opened together do not end together.
   */
  static final long LIFE = Duration.ofMinutes(5).toNanos();

  private final Endpoint endpoint;
  private final Loop loop;
  private final Connector connector;
  private final Level active;
  private final Level idleLevel;
  private final ArrayDeque<H1Connection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
  private final List<H2Connection> shared = new ArrayList<>(1);
  private boolean speaksH1;
  private int open;
  private int connecting;
  private boolean retired;

  Pool(Endpoint endpoint, Loop loop, Connector connector, Metrics metrics) {
    this.endpoint = endpoint;
    this.loop = loop;
    this.connector = connector;
    this.speaksH1 = !endpoint.mayShare();
    this.active = metrics.platformConnections(endpoint.platform(), ConnectionState.ACTIVE);
    this.idleLevel = metrics.platformConnections(endpoint.platform(), ConnectionState.IDLE);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns when a connection that is opened now has served for long enough. */
  long end() {
    return loop.now() + LIFE + loop.random().nextLong(LIFE / 4);
  }

  /** Gets a connection for an exchange: at once if one is idle, else later. */
  void acquire(Reply reply) {
    H2Connection free = withRoom();
    if (free != null) {
      free.open(reply);
      return;
    }
    H1Connection connection = takeIdle();
    if (connection != null) {
      connection.lend(reply);
      return;
    }
    if (waiting.size() >= MAX_WAITING) {
      reply.failed(Failure.FULL, false);
      return;
    }
    var waiter = new Waiter(this, reply);
    waiting.add(waiter);
    loop.wheel().set(waiter, endpoint.connectTimeout());
    connectMore();
  }

  /** Forgets an exchange that waits no longer. */
  void forget(Reply reply) {
    for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if (waiter.reply() == reply) {
        waiter.cancel();
        all.remove();
        return;
      }
    }
  }

  private @Nullable H1Connection takeIdle() {
    H1Connection connection;
    while ((connection = idle.pollLast()) != null) {
      idleLevel.down();
      active.up();
      if (connection.isOpen()) {
        return connection;
      }
    }
    return null;
  }

  /** Opens as many connections as there are exchanges without one; of those shared, one at once. */
  private void connectMore() {
    while (open < endpoint.maxPerLoop()
        && connecting < (speaksH1 ? waiting.size() : Math.min(1, waiting.size()))) {
      connect();
    }
  }

  private void connect() {
    open++;
    connecting++;
    active.up();
    connector.connect(loop, this);
  }

  /** A connection came about. */
  void connected(H1Connection connection) {
    connecting--;
    speaksH1 = true;
    serve(connection);
    connectMore();
  }

  /** A connection that many can share came about. */
  void connected(H2Connection connection) {
    connecting--;
    speaksH1 = false;
    shared.add(connection);
    busy(false);
    if (retired) {
      connection.retire();
    }
    room(connection);
  }

  private @Nullable H2Connection withRoom() {
    for (int i = 0; i < shared.size(); i++) {
      if (shared.get(i).hasRoom()) {
        return shared.get(i);
      }
    }
    return null;
  }

  /** A shared connection may have room: who waits gets it. */
  void room(H2Connection connection) {
    Waiter waiter;
    while (connection.hasRoom() && (waiter = waiting.poll()) != null) {
      waiter.cancel();
      connection.open(waiter.reply());
    }
    connectMore();
  }

  /** A shared connection has its first exchange, or none any more. */
  void busy(boolean busy) {
    (busy ? idleLevel : active).down();
    (busy ? active : idleLevel).up();
  }

  /** A shared connection takes nothing new. */
  void leaving(H2Connection connection) {
    shared.remove(connection);
    connectMore();
  }

  /** A shared connection has closed, whoever closed it; no exchange is on it any more. */
  void closed(H2Connection connection) {
    open--;
    shared.remove(connection);
    idleLevel.down();
    connectMore();
  }

  /** A connection did not come about; who waits for it in vain hears of it. */
  void connectFailed(Failure why) {
    connecting--;
    open--;
    active.down();
    if (!speaksH1) {
      // All who wait were waiting for this one.
      List<Waiter> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(Waiter::cancel);
      all.forEach(each -> each.reply().failed(why, false));
      return;
    }
    // As long as each who waits has an attempt under way, nobody has lost his.
    Waiter waiter = connecting < waiting.size() ? waiting.poll() : null;
    if (waiter != null) {
      waiter.cancel();
      waiter.reply().failed(why, false);
    }
  }

  /** A connection is free again. */
  void release(H1Connection connection) {
    serve(connection);
  }

  private void serve(H1Connection connection) {
    long now = loop.now();
    if (now - connection.end() > 0) {
      connection.close();
      return;
    }
    Waiter waiter = waiting.poll();
    if (waiter != null) {
      waiter.cancel();
      connection.lend(waiter.reply());
    } else if (retired) {
      connection.close();
    } else {
      connection.idleSince(now);
      active.down();
      idleLevel.up();
      idle.addLast(connection);
    }
  }

  /** A connection has closed, whoever closed it. */
  void closed(H1Connection connection) {
    open--;
    if (idle.remove(connection)) {
      idleLevel.down();
    } else {
      active.down();
    }
    connectMore();
  }

  void expired(Waiter waiter) {
    waiting.remove(waiter);
    waiter.reply().failed(connecting > 0 ? Failure.CONNECT_TIMEOUT : Failure.FULL, false);
  }

  /** Closes what has been idle for too long; what is shared, and has served for long enough. */
  void sweep() {
    long now = loop.now();
    for (H2Connection connection : shared.toArray(H2Connection[]::new)) {
      boolean idles = connection.active() == 0 && now - connection.idleSince() > endpoint.idle();
      if (idles || now - connection.end() > 0) {
        connection.retire();
      }
    }
    H1Connection oldest;
    while ((oldest = idle.peekFirst()) != null && now - oldest.idleSince() > endpoint.idle()) {
      oldest.close();
      if (idle.peekFirst() == oldest) {
        return;
      }
    }
  }

  /** No configuration names this endpoint any more: idle connections close, others after use. */
  void retire() {
    retired = true;
    List.copyOf(shared).forEach(H2Connection::retire);
    for (H1Connection connection : idle.toArray(H1Connection[]::new)) {
      connection.close();
    }
  }
}
