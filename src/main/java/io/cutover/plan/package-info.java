/**
 * Plans: a stepwise raising of the share, each step judged by a gate, undone by itself when it
 * hurts. {@link io.cutover.plan.Controller} is a pure state machine; {@link
 * io.cutover.plan.StepEvidence} the statistics, pure too; {@link io.cutover.plan.Plans} ties both
 * to clocks, counters and the state.
 *
 * <p><b>The test.</b> It is looked at every few seconds, so that it must hold at every look: each
 * rule is an e-process, a wealth that under its null hypothesis grows on average at no time, and
 * (Ville) ever exceeds 1/α with a chance of at most α. A block of counts is bet on with Poisson
 * likelihood ratios, {@code k ln ρ - (ρ - 1) e} for k failures where at most e are expected; the
 * Poisson form bounds the Bernoulli one from below and holds for any mixture of applications whose
 * mean is at most that. Several ratios ρ are held in equal parts. Against traffic on the old
 * platform in the same seconds, whose true rate is unknown, the block is an E-variable of Turner,
 * Ly and Grünwald (2024): the alternative over its projection on the null {@code p1 <= a + b p0},
 * of which the Poisson form has a closed solution. (Rejected: two confidence sequences side by
 * side. Measured, they need half as many requests again; and fixed thresholds, which are looked at
 * so often that they trip by chance.)
 *
 * <p><b>The reference.</b> Where each request is split by itself: the old platform in the same
 * seconds. Where keys stick, 1 % of the keys is two applications, and comparing them with the
 * others would measure who they are. Then two things must hold against the new platform in one
 * window: it is worse than what the same applications did on the old one, weighted by their present
 * volume; and worse than that shifted by how the applications still on the old platform do against
 * their own history. A fault of a backend behind both platforms fails the second, a quirk of those
 * who stayed fails the first.
 *
 * <p><b>Bursts.</b> A client that sends rubbish for two minutes is no sign of a bad platform. No
 * application adds more than {@code Wealth.CAP} to the logarithm of the wealth within a minute
 * (taking wealth away keeps the guarantee), and what an application's rate does from quarter to
 * quarter of an hour is part of the allowance. Only the fast trip does without the cap, and
 * therefore without the application that stands out most; its windows start every ten seconds.
 *
 * <p><b>Groups.</b> The routes of a group have one run. Each is judged by itself, over a part of
 * the same budget, and the worst decides for all. (Rejected: one evidence for all of them together,
 * in which a small route's failure drowns.)
 *
 * <p><b>What voids a verdict.</b> Share not arrived, requests going astray, spilling: then nothing
 * passes. A breach stands even so, for a platform that fails is a common cause of all three.
 *
 * <p><b>The budget.</b> 1 - {@code confidence} is spent over the steps of the whole plan run, the
 * signals, the rules and the windows: {@link io.cutover.plan.Budget}. One window is that of the
 * whole run: its wealth goes on from step to step, since a step that passed for want of evidence
 * leaves evidence behind. Measured, it halves the requests until a platform that was bad from the
 * start is caught, and sees one point more 401 in 96 of 100 runs that steps by themselves saw in
 * 75.
 *
 * <p><b>Kinds of token.</b> Where each request is split by itself, those with one kind of token are
 * compared among themselves: they may be anything but alike in either platform's traffic.
 */
@NullMarked
package io.cutover.plan;

import org.jspecify.annotations.NullMarked;
