package io.cutover.proxy;

import io.cutover.decide.Caller;
import io.cutover.decide.Choice;
import io.cutover.decide.Live;
import io.cutover.fault.PlatformFault;
import io.cutover.http.Head;
import io.cutover.route.Match;
import io.cutover.route.Route;
import io.cutover.route.Target;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.trace.Trace;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one exchange: what is fixed by its beginning, and what is found on its way.
 *
 * <p>The parts of the request path share it as plain fields; they all run on its event loop.
 */
final class Facts {
  final LoopRoom room;
  final Peer peer;
  final Head head;
  final Live live;
  final Bridging bridging;

  /** In monotonic nanoseconds. */
  final long started;

  final byte[] requestId;

  /** Whether the peer is a proxy whose word on the client counts. */
  final boolean believed;

  /** Null: it is not traced. */
  final @Nullable Trace trace;

  /** The route; at first what holds where none matches. */
  Live.InForce inForce;

  /** Null: no route matched, yet. */
  Match.@Nullable Found match;

  Caller caller = Caller.anonymous();
  Choice choice = Choice.only(null, Decision.NONE);

  /** Its part of the new platform's capacity; null: nobody guards that. */
  @Nullable Permit permit;

  /** What the platform's answer says went wrong; null: nothing, as far as it can be read. */
  @Nullable PlatformFault fault;

  Facts(LoopRoom room, Peer peer, Head head) {
    this.room = room;
    this.peer = peer;
    this.head = head;
    this.live = room.live();
    this.inForce = live.unmatched();
    this.started = room.loop().now();
    this.believed = live.trusted().contains(peer.address());
    this.requestId = room.ids().of(head, believed);
    this.trace = room.trace(head, believed, started);
    this.bridging = new Bridging(live.bridge(), room.loop().executor());
  }

  Route route() {
    return inForce.route();
  }

  /** Returns the platform that was decided on. */
  Platform platform() {
    return Objects.requireNonNull(choice.platform());
  }

  /** Returns what stands on that platform for the route. */
  Target target() {
    return Objects.requireNonNull(route().target(platform(), caller.isSandbox()));
  }

  /** Returns who asks: the peer, or whom a believed one names. */
  InetAddress clientAddress() {
    return believed ? Forwarding.client(head, peer, live.trusted()) : peer.address();
  }

  RouteOnLoop onLoop() {
    return room.of(live, route());
  }

  /** Returns whether the platform may be asked again: it counts each attempt. */
  boolean mayAskAgain() {
    return permit == null || choice.platform() != Platform.NEW || permit.take();
  }
}
