dev.runtimeaudit.it.ItResult.in(basedir).hasCriticals()
    .needs('kafka-service', 'apps/kafka-service/dist').asExpected()
