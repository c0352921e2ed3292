package io.cutover.upstream;

import io.cutover.metric.ConnectionState;
import io.cutover.metric.Level;
import io.cutover.metric.Metrics;
import io.cutover.net.Loop;
import java.util.ArrayDeque;
import java.util.Iterator;
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

  private final Endpoint endpoint;
  private final Loop loop;
  private final Connector connector;
  private final Level active;
  private final Level idleLevel;
  private final ArrayDeque<H1Connection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
  private int open;
  private int connecting;
  private boolean retired;

  Pool(Endpoint endpoint, Loop loop, Connector connector, Metrics metrics) {
    this.endpoint = endpoint;
    this.loop = loop;
    this.connector = connector;
    this.active = metrics.platformConnections(endpoint.platform(), ConnectionState.ACTIVE);
    this.idleLevel = metrics.platformConnections(endpoint.platform(), ConnectionState.IDLE);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Gets a connection for an exchange: at once if one is idle, else later. */
  void acquire(Reply reply) {
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
    if (open < endpoint.maxPerLoop() && connecting < waiting.size()) {
      connect();
    }
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

  private void connect() {
    open++;
    connecting++;
    active.up();
    connector.connect(loop, this);
  }

  /** A connection came about. */
  void connected(H1Connection connection) {
    connecting--;
    serve(connection);
  }

  /** A connection did not come about; who waits for it in vain hears of it. */
  void connectFailed() {
    connecting--;
    open--;
    active.down();
    // As long as each who waits has an attempt under way, nobody has lost his.
    Waiter waiter = connecting < waiting.size() ? waiting.poll() : null;
    if (waiter != null) {
      waiter.cancel();
      waiter.reply().failed(Failure.CONNECT, false);
    }
  }

  /** A connection is free again. */
  void release(H1Connection connection) {
    serve(connection);
  }

  private void serve(H1Connection connection) {
    Waiter waiter = waiting.poll();
    if (waiter != null) {
      waiter.cancel();
      connection.lend(waiter.reply());
    } else if (retired) {
      connection.close();
    } else {
      connection.idleSince(loop.now());
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
    if (open < endpoint.maxPerLoop() && connecting < waiting.size()) {
      connect();
    }
  }

  void expired(Waiter waiter) {
    waiting.remove(waiter);
    waiter.reply().failed(connecting > 0 ? Failure.CONNECT_TIMEOUT : Failure.FULL, false);
  }

  /** Closes what has been idle for too long. */
  void sweep() {
    long now = loop.now();
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
    for (H1Connection connection : idle.toArray(H1Connection[]::new)) {
      connection.close();
    }
  }
}
