// Runs a declarative Jenkinsfile, as far as the recipes use the language: java -cp GROOVY groovy.ui.GroovyMain pipeline.groovy JENKINSFILE
// Steps of the shell are really run, and what is published afterwards has to be there. A word that is not known here is an error.
import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.Path
import javax.xml.parsers.DocumentBuilderFactory
import org.codehaus.groovy.control.CompilerConfiguration

abstract class Pipeline extends Script {
    private RuntimeException failure

    String getAny() { 'any' }
    void pipeline(Closure body) { body() }
    void agent(String where) {}
    void tools(Closure body) { body() }
    void maven(String name) {}
    void jdk(String name) {}
    void stages(Closure body) { body() }

    /** What a stage does afterwards it does also when its steps have failed. */
    void stage(String name, Closure body) {
        println "stage: $name"
        failure = null
        body()
        if (failure != null) {
            throw failure
        }
    }

    void steps(Closure body) {
        try {
            body()
        } catch (RuntimeException failed) {
            failure = failed
        }
    }

    void post(Closure body) { body() }
    void always(Closure body) { body() }

    void sh(String command) {
        int status = new ProcessBuilder('sh', '-xe', '-c', command).inheritIO().start().waitFor()
        if (status != 0) {
            throw new IllegalStateException("script returned exit code $status")
        }
    }

    void junit(Map named) {
        List<Path> files = published(named, 'testResults', 'allowEmptyResults')
        files.each { DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(it.toFile()) }
        println "published: junit ${files.size()}"
    }

    void archiveArtifacts(Map named) {
        println "published: archiveArtifacts ${published(named, 'artifacts', 'allowEmptyArchive').size()}"
    }

    private static List<Path> published(Map named, String pattern, String mayBeNone) {
        assert [pattern, mayBeNone].containsAll(named.keySet())
        def matcher = FileSystems.default.getPathMatcher("glob:${named[pattern]}")
        def files = Files.walk(Path.of('')).withCloseable { all -> all.filter { Files.isRegularFile(it) && !Files.isHidden(it) && matcher.matches(it) }.toList() }
        if (files.isEmpty() && !named[mayBeNone]) {
            throw new IllegalStateException("nothing matches ${named[pattern]}")
        }
        files
    }
}

def configuration = new CompilerConfiguration(scriptBaseClass: Pipeline.name)
try {
    new GroovyShell(this.class.classLoader, new Binding(), configuration).evaluate(new File(args[0]))
} catch (IllegalStateException failed) {
    println "FAILURE: ${failed.message}"
    System.exit(1)
}
println 'SUCCESS'
