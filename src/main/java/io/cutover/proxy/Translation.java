package io.cutover.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.decide.Credential;
import io.cutover.decide.ProtocolToken;
import io.cutover.fault.Dialect;
import io.cutover.fault.PlatformFault;
import io.cutover.http.Asked;
import io.cutover.http.BodyFraming;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.route.Access;
import io.cutover.route.ConsumerUrl;
import io.cutover.route.Rewrite;
import io.cutover.route.Target;
import io.cutover.split.Platform;
import java.util.Objects;

/** How a request is said to its platform, and the platform's answer to the client. */
final class Translation {
  private static final byte[] NO_LINES = {};
  private static final byte[][] NO_NAMES = {};
  private static final byte[] X_REQUEST_ID = "X-Request-Id: ".getBytes(US_ASCII);

  private Translation() {}

  /** Makes the request anew from what was received. */
  static void request(Facts of, OutgoingRequest request) {
    Head head = of.head;
    request.begin(head);
    if (of.route().access() == Access.NONE && Credential.hasBearer(head)) {
      request.drop(Field.AUTHORIZATION);
    }
    of.bridging.write(request, of.caller, of.route(), of.target());
    ProtocolToken protocol = ProtocolToken.of(head);
    if (protocol != null && !keepsProtocolToken(of)) {
      protocol.adapt(request, of.bridging.isInPlace(of.caller, of.route()));
    }
    Forwarding.describe(head, of.peer, of.believed, request);
    request.add(X_REQUEST_ID, of.requestId);
    if (of.trace == null) {
      of.room.ids().trace(head, request, of.requestId);
    } else {
      RequestIds.join(head, request, of.trace.attempt(of.platform(), of.room.loop().now()));
    }
    Rewrite.toward(request, Objects.requireNonNull(of.match), of.target());
  }

  /** Returns whether the platform sees a token among the subprotocols, and chooses one itself. */
  private static boolean keepsProtocolToken(Facts of) {
    return of.platform() == Platform.NEW
        && of.route().access() != Access.NONE
        && !of.bridging.isSwapped();
  }

  /** Makes an interim answer as the client gets it. */
  static void interim(Head interim, OutgoingResponse response) {
    response.begin(interim, BodyFraming.NONE, NO_NAMES, NO_LINES);
  }

  /** Makes an answer of the token service, which has the last word on its fields. */
  static void asItIs(Head answer, OutgoingResponse response) {
    response.begin(answer, answer.framing(), NO_NAMES, NO_LINES);
    response.keep(Field.PROXY_STATUS);
  }

  /** Makes the platform's answer as the client gets it. */
  static void answer(
      Facts of, Head answer, BodyFraming framing, byte[] corsLines, OutgoingResponse response) {
    Target target = of.target();
    response.begin(answer, framing, target.removedResponseHeaders(), target.addedResponseHeaders());
    if (of.route().cors() != null) {
      // The policy is ours: a second answer beside it would be one too many for a browser.
      response.drop(Field.CORS);
      response.add(corsLines);
    }
    ProtocolToken protocol = framing == BodyFraming.TUNNEL ? ProtocolToken.of(of.head) : null;
    if (protocol != null && !keepsProtocolToken(of)) {
      protocol.answered(response);
    }
    if (of.caller.isOnOldCredential()) {
      response.add(of.live.announcements().to(of.caller.application()));
    }
    if (Rewrite.concerns(answer)) {
      var consumer =
          ConsumerUrl.of(
              of.head, Objects.requireNonNull(of.match), of.peer.scheme().equals("https"));
      Rewrite.answer(response, target, consumer);
    }
  }

  /** Returns the client, or what reads a fault on its way there. */
  static ClientStream faultFilter(Facts of, ClientStream to, Head answer, BodyFraming framing) {
    if (!FaultFilter.concerns(answer, framing)) {
      return to;
    }
    Dialect dialect = of.route().faults();
    boolean asIs = dialect == null || dialect.isOf(of.platform());
    return new FaultFilter(
        to,
        answer.status(),
        asIs ? null : dialect,
        Asked.accept(of.head),
        fault -> found(of, fault));
  }

  private static void found(Facts of, PlatformFault fault) {
    of.fault = fault;
    if (of.permit != null) {
      of.permit.refused(fault);
    }
  }
}
