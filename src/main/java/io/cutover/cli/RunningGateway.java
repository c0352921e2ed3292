package io.cutover.cli;

import io.cutover.Gateway;
import io.cutover.GatewayException;
import io.cutover.admin.Reload;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The real gateway, as commands see it. */
record RunningGateway(Gateway gateway) implements Serving {

  static Serving start(Path config, UnaryOperator<@Nullable String> env) {
    try {
      return new RunningGateway(Gateway.start(config, env));
    } catch (GatewayException e) {
      throw new Failure(
          e.invalidConfig() ? Exit.USAGE : Exit.FAILED, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String ready() {
    return gateway.ready();
  }

  @Override
  public InetSocketAddress stable() {
    return gateway.addresses().getFirst();
  }

  @Override
  public @Nullable InetSocketAddress admin() {
    return gateway.adminAddress();
  }

  @Override
  public List<String> reload() {
    return gateway.reload() instanceof Reload.Result.Refused refused ? refused.errors() : List.of();
  }

  @Override
  public void stop() {
    gateway.stop();
  }

  @Override
  public int awaitStop() throws InterruptedException {
    gateway.awaitStop();
    return Exit.OK;
  }
}
