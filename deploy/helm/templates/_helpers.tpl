{{- define "cutover.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end -}}

{{- define "cutover.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "cutover.labels" -}}
{{ include "cutover.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "cutover.redis" -}}
{{ include "cutover.name" . }}-redis
{{- end -}}

{{/* A duration of the configuration in whole seconds, rounded up. */}}
{{- define "cutover.seconds" -}}
{{- $unit := regexReplaceAll "^[0-9]+" . "" -}}
{{- $units := dict "s" 1 "m" 60 "h" 3600 "d" 86400 -}}
{{- $number := regexFind "^[0-9]+" . | int -}}
{{- if eq $unit "ms" -}}{{ div (add $number 999) 1000 }}
{{- else if hasKey $units $unit -}}{{ mul $number (get $units $unit) }}
{{- else -}}{{ fail (printf "config.shutdown: '%s' is no duration; write it as 30s" .) }}
{{- end -}}
{{- end -}}

{{/* cutover.yaml: the values' and the state, which the chart knows better. */}}
{{- define "cutover.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if hasKey $config "state" -}}{{ fail "config.state is the chart's to set; choose by redis and persistence" }}{{- end -}}
{{- if .Values.redis.enabled -}}
{{- $url := .Values.redis.url | default (printf "redis://%s:6379" (include "cutover.redis" .)) -}}
{{- $_ := set $config "state" (dict "store" "redis" "url" $url "prefix" (include "cutover.name" .)) -}}
{{- else -}}
{{- if or (gt (int .Values.replicas) 1) .Values.autoscaling.enabled -}}{{ fail "more than one replica needs redis.enabled: the file store is one machine's" }}{{- end -}}
{{- $_ := set $config "state" (dict "store" "file" "path" "/var/lib/cutover") -}}
{{- end -}}
{{ toYaml $config }}
{{- end -}}
