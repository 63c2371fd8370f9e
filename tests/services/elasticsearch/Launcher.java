import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsUtils;

/** One Elasticsearch node out of its published jars, by public calls only: {@code Launcher HOME DATA PORT}. */
public final class Launcher {
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Settings settings = Settings.builder()
            .put("path.home", home)
            .put("path.data", arguments[1])
            .put("path.logs", Path.of(arguments[1]).resolve("logs"))
            .put("node.name", "floor")
            .put("cluster.name", "floor-tests")
            .put("discovery.type", "single-node")
            .put("http.host", "127.0.0.1")
            .put("http.port", arguments[2])
            .put("transport.host", "127.0.0.1")
            .put("transport.port", "0")
            // A test machine's disk may be as full as it likes.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        LogConfigurator.configureESLogging();
        LogConfigurator.configureWithoutConfig(settings);
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "floor");
        PluginsLoader loader =
            PluginsLoader.createPluginsLoader(PluginsUtils.getModuleBundles(environment.modulesDir()), Set.of(), Map.of(), false);
        Node node = new Node(environment, loader);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
            closed.countDown();
        }));
        node.start();
        closed.await();
    }
}
