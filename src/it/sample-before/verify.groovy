def six = ['admin', 'auth', 'order', 'product', 'recommendation', 'seller'].collect { it + '-service' }
def result = dev.runtimeaudit.it.ItResult.in(basedir)
six.each { result.predicts(it, 127, './entrypoint.sh: line 3: pnpm: not found') }
result.hasCriticals('build-command-not-found apps/api-gateway/Dockerfile:21',
    *six.collect { "command-not-found apps/$it/entrypoint.sh:3".toString() })
    .needs('kafka-service', 'apps/kafka-service/dist').asExpected()
