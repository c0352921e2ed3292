/**
 * Sockets: event loops, bind, accept limits, drain, one timer wheel and one ledger of open streams
 * per event loop.
 *
 * <p>epoll where its native library loads, NIO elsewhere; io_uring only where it is asked for,
 * since containers forbid it. At the limit of connections nothing more is accepted: clients wait in
 * the kernel's queue. (Rejected: to accept and to answer 503. Under a flood that costs more than it
 * saves.)
 *
 * <p>TLS is BoringSSL's where its native library loads, the JDK's elsewhere. A listener's
 * certificates are swapped by one reference: a reload never touches a connection. Tickets resume
 * sessions, the gateway keeps nothing of them. (Rejected: a session cache, which would have to be
 * shared by replicas.)
 *
 * <p>Timeouts are intrusive nodes of a wheel of 20 ms ticks: setting one at each phase of an
 * exchange allocates nothing. (Rejected: the event loop's own schedule, a heap of objects, and one
 * timer thread for all, which would have to wake the loops.)
 */
@NullMarked
package io.cutover.net;

import org.jspecify.annotations.NullMarked;
