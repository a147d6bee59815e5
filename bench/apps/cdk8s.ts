import { ApiObject, App, Chart } from 'cdk8s';
import { benchServices, customResource } from './services';

// node cdk8s.js SIZE: the same services as custom resources, and nothing else, by cdk8s alone. ApiObject, because the
// classes that `cdk8s import` generates take longer.
const [size] = process.argv.slice(2).map(Number);

const app = new App();
const chart = new Chart(app, 'kuma');
for (const one of benchServices(size)) new ApiObject(chart, one.name, customResource(one));
app.synth();
